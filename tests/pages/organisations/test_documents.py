"""The documents of an organisation: added, checked, handed out."""

import re
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.organisations.models.documents import Document
from tests.cast import Cast, client_of


def test_a_document_is_added_checked_and_read_by_the_broker(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/documents"
    answer = owner.post(
        address,
        data={
            "kind": "Governing document",
            "visibility": "shared",
            "file": (BytesIO(b"%PDF-1.7 rules"), "our rules.pdf"),
        },
        follow_redirects=True,
    )
    assert "Being checked" in answer.text
    db.session.remove()
    jobs.run_due()
    broker = client_of(app, cast.broker)
    (path,) = set(re.findall(r'href="(/documents/[^"]+)"', broker.get(address).text))
    sent = broker.get(path)
    assert sent.data == b"%PDF-1.7 rules"
    assert sent.headers["Content-Disposition"] == "attachment; filename*=UTF-8''our%20rules.pdf"
    assert client_of(app, cast.gardener).get(path).status_code == 404
    assert client_of(app, None).get(path).status_code == 404


def test_a_document_still_in_quarantine_is_not_handed_out(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    owner.post(
        f"/organisations/{cast.bakery.id}/documents",
        data={
            "kind": "Rules",
            "visibility": "public",
            "file": (BytesIO(b"%PDF-1.7 rules"), "r.pdf"),
        },
    )
    document = db.session.scalars(select(Document.id)).one()
    answer = client_of(app, None).get(f"/documents/{document}")
    assert answer.status_code == 422
    assert "still being checked" in answer.text


def test_a_file_that_is_too_big_or_missing_is_refused_in_a_sentence(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/documents"
    big = (BytesIO(b"%PDF" + b"-" * (10 * 1024 * 1024)), "big.pdf")
    data = {"kind": "Rules", "visibility": "shared"}
    answer = owner.post(address, data=data | {"file": big})
    assert answer.status_code == 422
    assert "A file may have 10 MB" in answer.text
    assert "Choose a file." in owner.post(address, data=data).text


def test_a_form_that_is_too_large_is_answered_as_to_the_one_who_sent_it(
    app: Flask, cast: Cast
) -> None:
    browser = client_of(app, cast.baker)
    path = f"/organisations/{cast.bakery.id}/documents"
    answered = browser.post(path, data={"file": (BytesIO(b"0" * (26 * 1024 * 1024)), "a.pdf")})
    assert answered.status_code == 413
    assert "That file is too large" in answered.text
    assert "Sign out" in answered.text
    assert "'nonce-'" not in answered.headers["Content-Security-Policy"]


def test_a_file_keeps_its_name_without_what_no_column_can_hold(app: Flask, cast: Cast) -> None:
    address = f"/organisations/{cast.bakery.id}/documents"
    answer = client_of(app, cast.baker).post(
        address,
        data={
            "kind": "Governing document",
            "visibility": "shared",
            "file": (BytesIO(b"%PDF-1.7 rules"), "our\x0brules\x00.pdf"),
        },
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "our rules.pdf" in answer.text
