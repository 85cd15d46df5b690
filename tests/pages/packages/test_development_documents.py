"""A document of a development is read by everybody, or by its working group alone."""

from io import BytesIO

from flask import Flask

from marketplace.engine import jobs
from tests.cast import Cast, client_of
from tests.development_rows import made_development, made_member


def added(app: Flask, cast: Cast, path: str, visibility: str) -> int:
    file = (BytesIO(b"%PDF-1.7 plan"), f"{visibility}.pdf")
    data = {"kind": "Plan of the site", "visibility": visibility, "file": file}
    answer = client_of(app, cast.buyer).post(path + "/new", data=data)
    jobs.run_due()
    return int(answer.status_code)


def test_each_reads_what_it_is_for(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}/documents"
    made_member(development, cast.bakery)
    assert added(app, cast, path, "public") == 302
    assert added(app, cast, path, "shared") == 302
    public = client_of(app, None).get(path).text
    assert ("public.pdf" in public, "shared.pdf" in public) == (True, False)
    assert "shared.pdf" not in client_of(app, cast.gardener).get(path).text
    assert "shared.pdf" in client_of(app, cast.baker).get(path).text
    assert client_of(app, cast.baker).get(path + "/new").status_code == 403


def test_before_the_page_is_published_nobody_outside_reads_one(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council, published_at=None).id}/documents"
    assert added(app, cast, path, "public") == 302
    assert client_of(app, None).get(path).status_code == 404
    assert "public.pdf" in client_of(app, cast.buyer).get(path).text


def test_who_may_read_it_has_to_be_said(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}/documents"
    assert added(app, cast, path, "sealed") == 422
