"""Documents are added to a package later, in versions, and those it concerns are told."""

import io
import re
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.test import TestResponse

from marketplace.engine import jobs
from marketplace.packages.queries.package_documents import documents_of_package
from marketplace.packages.queries.package_history import changes_of
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


def test_a_document_takes_the_place_of_one_of_its_name_and_never_of_the_terms(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    poster.browser.post(f"/organisations/{poster.organisation.id}/documents", data={
        "kind": "Standard terms", "visibility": "shared",
        "file": (io.BytesIO(b"We pay in seven days."), "terms.txt"),
    })  # fmt: skip
    jobs.run_due()
    form = poster.browser.get(f"/organisations/{poster.organisation.id}/packages/new").text
    own = re.search(r'<option value="([^"]+)">Standard terms', form)
    assert own
    home = poster.posts(cast.bakery, terms="", terms_document_id=own[1])

    def added(kind: str, replaces: str = "") -> TestResponse:
        file = (io.BytesIO(b"plan"), "plan.txt")
        data = {"kind": kind, "file": file, "replaces": replaces}
        return poster.browser.post(f"{home}/documents", data=data)

    assert added("Plan").status_code == 302
    package_id = UUID(home.rpartition("/")[2])
    (terms, named), (plan, _) = ((row.id, row.kind) for row, _ in documents_of_package(package_id))
    for kind in ("Plan", named):
        refused = added(kind, str(terms))
        assert refused.status_code == 422
        assert "This document holds the terms, which name it: it stays." in refused.text
    other = added("Drawing", str(plan))
    assert "This takes the place of “Plan”: give it that name" in other.text
    assert added("Plan", str(uuid4())).status_code == 404
    assert added("Plan", str(plan)).status_code == 302
    change = changes_of(package_id)[-1].changed[0]
    assert (change["was"], change["now"]) == ("plan.txt, version 1", "plan.txt, version 2")
