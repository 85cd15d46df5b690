"""Documents of a tender: the buyer's alone in a draft, everybody's from publication on."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db, jobs
from marketplace.engine.messages import Message
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.models.documents import Document, DocumentVersion, ScanState
from marketplace.tendering.actions import publication, tender_documents
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tenders import versions_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of

ABOVE = {"estimate": Money.parse("300000")}
"""Above the threshold of a council, so that the law sets a least time for bids."""
SPECIFICATION = b"Two hundred meals a day, warm at noon."


@pytest.fixture
def draft(cast: Cast, make: Make) -> UUID:
    return make.tender(cast.council, state=TenderState.DRAFT).id


def sent(browser: FlaskClient, tender_id: UUID, **typed: str):
    content = typed.pop("content", SPECIFICATION.decode()).encode()
    data = {"kind": "Specification", "file": (io.BytesIO(content), "spec.txt"), **typed}
    return browser.post(
        f"/tenders/{tender_id}/documents", data=data, content_type="multipart/form-data"
    )


def attach(cast: Cast, tender_id: UUID, **values) -> DocumentVersion:
    file = Upload("spec.txt", "text/plain", SPECIFICATION)
    version_id = tender_documents.attach_document(
        cast.buyer, tender_id, **{"kind": "Specification", "file": file, **values}
    ).id
    jobs.run_due()
    version = db.session.get_one(DocumentVersion, version_id)
    db.session.expunge(version)  # so that no later request empties it
    return version


def test_a_draft_s_document_is_read_by_its_buyer_only_and_by_everybody_once_published(
    app: Flask, cast: Cast, draft: UUID
) -> None:
    buyer = client_of(app, cast.buyer)
    assert sent(buyer, draft).status_code == 302
    jobs.run_due()
    [one] = documents_of_tender(draft)
    url = f"/documents/{one.id}"
    assert buyer.get(url).data == SPECIFICATION
    outsiders = [cast.broker, cast.baker, cast.board_member, cast.stranger, None]
    for person in outsiders:
        assert client_of(app, person).get(url).status_code == 404
        assert client_of(app, person).get(url + "/versions/1").status_code == 404
    publication.publish_tender(cast.buyer, draft)
    for person in outsiders:
        assert client_of(app, person).get(url).data == SPECIFICATION
    shown = client_of(app, None).get(f"/tenders/{draft}").text
    assert url in shown
    assert one.newest.sha256 in shown
    [version] = versions_of(draft)
    [published] = version.content["documents"]
    assert published["sha256"] == one.newest.sha256


def test_only_the_buyer_s_people_put_documents_to_a_tender(
    app: Flask, cast: Cast, make: Make, draft: UUID
) -> None:
    published = make.tender(cast.council).id
    statuses = {cast.finance: 403, cast.baker: 403, cast.broker: 403, cast.stranger: 403}
    for person, status in statuses.items():
        assert sent(client_of(app, person), published, why="x").status_code == status
        assert sent(client_of(app, person), draft).status_code == 404
    assert client_of(app, None).get(f"/tenders/{published}/documents").status_code == 302
    assert db.session.scalars(select(Document)).all() == []


def test_a_document_is_replaced_and_taken_out_while_drafting(
    app: Flask, cast: Cast, draft: UUID
) -> None:
    buyer = client_of(app, cast.buyer)
    first = attach(cast, draft)
    answer = sent(buyer, draft, replaces=str(first.document_id), content="Better.")
    assert answer.status_code == 302
    jobs.run_due()
    [one] = documents_of_tender(draft)
    assert (one.newest.number, one.id) == (2, first.document_id)
    assert buyer.get(f"/documents/{first.document_id}/versions/1").data == SPECIFICATION
    path = f"/tenders/{draft}/documents/{first.document_id}/remove"
    assert client_of(app, cast.baker).post(path).status_code == 404
    assert buyer.post(path).status_code == 302
    assert documents_of_tender(draft) == []
    publication.publish_tender(cast.buyer, draft)
    assert client_of(app, None).get(f"/documents/{first.document_id}").status_code == 404


def test_what_lacks_a_name_or_a_file_is_said_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, draft: UUID
) -> None:
    url = f"/tenders/{draft}/documents"
    answer = client_of(app, cast.buyer).post(url, data={"kind": "Plan of the kitchen"})
    assert answer.status_code == 422
    assert "Choose a file" in answer.text
    assert "Plan of the kitchen" in answer.text
    assert "Say what the document is" in sent(client_of(app, cast.buyer), draft, kind=" ").text


def test_a_later_document_is_a_new_version_with_a_reason_and_suppliers_are_told(
    app: Flask, cast: Cast, make: Make
) -> None:
    row = make.tender(cast.council)
    make.bid(row, cast.bakery, submitted=False)
    tender = row.id
    buyer = client_of(app, cast.buyer)
    refused = sent(buyer, tender, is_substantial="no")
    assert refused.status_code == 422
    assert "Give the reason: it is published." in refused.text
    assert sent(buyer, tender, is_substantial="no", why="The plan was missing.").status_code == 302
    jobs.run_due()
    [_, later] = versions_of(tender)
    assert later.why == "The plan was missing."
    assert later.content["documents"][0]["file_name"] == "spec.txt"
    shown = client_of(app, None).get(f"/tenders/{tender}").text
    assert "Document: Specification" in shown
    assert "spec.txt, version 1" in shown
    told = db.session.scalars(
        select(Message.person_id).where(Message.template == "tender_amended")
    ).all()
    assert told == [cast.baker.person_id]


def test_a_substantial_document_needs_the_least_time_again(cast: Cast, make: Make) -> None:
    soon = make.tender(cast.council, closes_at=clock.now() + timedelta(days=3), **ABOVE).id
    with pytest.raises(Refusal) as no:
        attach(cast, soon, why="New plan.", is_substantial=True)
    assert no.value.field == "is_substantial"
    assert documents_of_tender(soon) == []


def test_nothing_is_added_after_the_deadline_and_nothing_published_is_taken_out(
    app: Flask, cast: Cast, make: Make
) -> None:
    row = make.tender(cast.council)
    tender, closes_at = row.id, row.closes_at
    version = attach(cast, tender, why="It was missing.")
    with pytest.raises(Refusal, match="published, so its documents stay"):
        tender_documents.remove_document(cast.buyer, tender, document_id=version.document_id)
    clock.set_to(closes_at, stopped=True)
    with pytest.raises(Refusal, match="The deadline passed"):
        attach(cast, tender, why="Too late.")
    page = client_of(app, cast.buyer).get(f"/tenders/{tender}/documents").text
    assert "nothing can be added" in page


def test_the_document_of_another_tender_cannot_be_replaced_or_taken_out(
    app: Flask, cast: Cast, make: Make, draft: UUID
) -> None:
    other = attach(cast, make.tender(cast.council, state=TenderState.DRAFT).id)
    path = f"/tenders/{draft}/documents/{other.document_id}/remove"
    assert client_of(app, cast.buyer).post(path).status_code == 404
    answer = sent(client_of(app, cast.buyer), draft, replaces=str(other.document_id))
    assert answer.status_code == 404
    assert documents_of_tender(draft) == []


def test_an_unsafe_document_keeps_a_tender_from_being_published(cast: Cast, draft: UUID) -> None:
    version = attach(cast, draft)
    with db.transaction():
        db.session.get_one(DocumentVersion, version.id).scan = ScanState.INFECTED
    with pytest.raises(Refusal, match="“Specification” is not safe"):
        publication.publish_tender(cast.buyer, draft)


def test_open_data_names_the_documents_of_published_tenders_only(
    cast: Cast, make: Make, draft: UUID
) -> None:
    tender = make.tender(cast.council).id
    attach(cast, draft)
    version = attach(cast, tender, why="It was missing.")
    [release] = releases("https://example.org")
    found = {one.id: one for one in release.tender.documents}
    assert set(found) == {"tender-notice", str(version.document_id)}
    assert found[str(version.document_id)].kind == "biddingDocuments"
    assert found[str(version.document_id)].url.endswith(f"{version.document_id}/versions/1")
