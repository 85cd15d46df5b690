"""The documents of an organisation: added, checked, handed out."""

import re
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.access import NOBODY
from marketplace.organisations.models.documents import READERS, Document, Visibility
from marketplace.organisations.queries.documents import document_seen_by
from procurement.tendering.tender import TenderState
from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make, client_of


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


OWN, PUBLIC = {"baker"}, {"baker", "gardener", "buyer", "evaluator", "broker", "stranger", "nobody"}
READ_BY = {
    ("organisation", Visibility.PUBLIC): PUBLIC,
    ("organisation", Visibility.SHARED): OWN | {"broker"},
    ("organisation", Visibility.SEALED): OWN,
    ("funding", Visibility.PUBLIC): OWN,
    ("funding", Visibility.SHARED): OWN | {"broker"},
    ("funding", Visibility.SEALED): OWN,
    ("draft", Visibility.PUBLIC): {"buyer", "evaluator"},
    ("draft", Visibility.SEALED): {"buyer", "evaluator"},
    ("tender", Visibility.PUBLIC): PUBLIC,
    ("tender", Visibility.SHARED): {"buyer", "evaluator"},
    ("tender", Visibility.SEALED): {"buyer", "evaluator"},
    ("invoice", Visibility.SHARED): {"baker", "buyer"},
    ("unheard of", Visibility.PUBLIC): set(),
    ("unheard of", Visibility.SHARED): set(),
}
"""Who reads which documents; what stands nowhere here is read by nobody."""


def test_each_document_is_read_by_whom_its_subject_names_and_by_nobody_else(
    cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    (invoice,) = invoiced(cast.baker, contract)
    people = {
        "baker": cast.baker, "gardener": cast.gardener, "buyer": cast.buyer,
        "evaluator": cast.evaluators[0], "broker": cast.broker, "stranger": cast.stranger,
        "nobody": None,
    }  # fmt: skip
    about = {
        "organisation": (cast.bakery, cast.bakery.id),
        "funding": (cast.bakery, db.uuid7()),
        "draft": (cast.council, make.tender(cast.council, state=TenderState.DRAFT).id),
        "tender": (cast.council, make.tender(cast.council).id),
        "invoice": (cast.bakery, invoice.id),
        "unheard of": (cast.bakery, db.uuid7()),
    }
    kept = {}
    with db.transaction():
        for noun, visibility in READ_BY:
            owner, subject_id = about[noun]
            kept[noun, visibility] = Document(
                organisation_id=owner.id,
                subject="tender" if noun == "draft" else noun,
                subject_id=subject_id,
                kind="Plan",
                visibility=visibility,
            )
        db.session.add_all(kept.values())
    ids = {key: document.id for key, document in kept.items()}
    for key, document_id in ids.items():
        readers = {
            name
            for name, who in people.items()
            if db.session.scalars(document_seen_by(who or NOBODY, document_id)).all()
        }
        assert readers == READ_BY[key], key


def test_every_noun_of_a_document_has_its_readers(whole_story: None) -> None:
    nouns = set(db.session.scalars(select(Document.subject)))
    assert nouns
    assert nouns <= set(READERS)
