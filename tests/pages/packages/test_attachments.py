"""Documents are added to a package later, in versions, and those it concerns are told."""

import io

from flask import Flask

from marketplace.engine import jobs
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import Poster


def test_a_plan_is_added_replaced_and_read_by_who_sees_the_package(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)

    def added(text: bytes, replaces: str = "") -> int:
        file = (io.BytesIO(text), "plan.txt")
        data = {"kind": "Plan", "file": file, "replaces": replaces}
        return poster.browser.post(f"{home}/documents", data=data).status_code

    assert added(b"first") == 302
    form = poster.browser.get(f"{home}/documents").text
    first = form.split('<option value="')[2].split('"')[0]
    assert added(b"second", first) == 302
    jobs.run_due()
    baker = client_of(app, cast.baker)
    page = baker.get(home).text
    assert "Plan, version 2" in page
    assert baker.get(f"/documents/{first}/versions/2").data == b"second"
    assert client_of(app, cast.gardener).get(f"/documents/{first}").status_code == 404
    told = letters_to("beth.baker@example.org")[-1]
    assert "It is at version 3 now" in told.body
    assert "Document “Plan”: plan.txt, version 2" in told.body
    assert baker.get(f"{home}/documents").status_code == 403
    nothing = poster.browser.post(f"{home}/documents", data={"kind": "Plan"})
    assert "Choose a file." in nothing.text
