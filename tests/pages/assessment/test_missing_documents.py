"""Documents missing from opened bids: both sides read all of it, and nobody else."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.actions import missing_documents as actions
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.bidding.actions.bid_files import Given
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.organisations.actions.documents import Upload
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.missing_document import MissingState
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, opened_bid
from tests.cast import Cast, Make, client_of
from tests.file_rows import PDF, PHOTOS, PNG, STATEMENT
from tests.tender_rows import with_attachments

REASON = "The file cannot be opened."
UNCHANGED = "It shows a registration of 2024."


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=clock.now() - timedelta(days=1), lots=1
    )


@pytest.fixture
def question(tender: Tender) -> Question:
    return with_attachments(tender, STATEMENT, PHOTOS)


@pytest.fixture
def bid(tender: Tender, question: Question, cast: Cast) -> Bid:
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    appointed(tender, cast.buyer, *cast.evaluators)
    return bid


def typed_day(days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"reply_by-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def asked_for(cast: Cast, bid: Bid, question: Question, days: int = 5) -> MissingDocument:
    return actions.ask_missing_document(
        cast.buyer, bid.tender_id, bid_id=bid.id, question_id=question.id, asked=0, reason=REASON,
        unchanged=UNCHANGED, reply_by=clock.today() + timedelta(days=days),
    )  # fmt: skip


def handed_in(cast: Cast, row: MissingDocument, content: bytes = PDF) -> None:
    again(cast, row.bid_id, row.id, content)


def again(cast: Cast, bid_id: UUID, missing_id: UUID, content: bytes = PDF) -> None:
    file = Given(0, Upload("registration.pdf", "application/pdf", content))
    actions.hand_in_missing_document(cast.baker, bid_id, missing_id=missing_id, file=file)


def told(template: str) -> int:
    """How many letters of a kind were written."""
    jobs.run_due()
    return db.session.query(Message).filter_by(template=template).count()


def test_from_what_is_missing_to_an_accepted_document_that_stays_marked_as_late(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    home = f"/evaluations/{bid.tender_id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert f'href="{home}/documents"' in buyer.get(home).text
    listed = buyer.get(f"{home}/documents").text
    assert "Missing" in listed
    assert "Method statement" in listed
    ask = f"{home}/bids/{bid.id}/missing/{question.id}/0/ask"
    refused = buyer.post(ask, data={"reason": REASON, **typed_day(0)})
    assert refused.status_code == 422
    for name in ("unchanged", "reply_by"):
        assert f'href="#{name}"' in refused.text
    assert REASON in refused.text
    asked = {"reason": REASON, "unchanged": UNCHANGED, **typed_day(5)}
    assert buyer.post(ask, data=asked).location == f"{home}/documents"
    assert buyer.get(ask).status_code == 404
    row = db.session.query(MissingDocument).one()
    path, decide = f"/missing-documents/{row.id}", f"{home}/missing-documents/{row.id}"
    bid_id, row_id = bid.id, row.id
    assert told("document_asked_for") == 1
    assert path in baker.get(f"/bids/{bid_id}").text
    assert "Hand in a document that the buyer asks for" in baker.get("/my").text
    page = baker.get(path).text
    assert REASON in page
    assert UNCHANGED in page
    assert "Nothing was handed in yet." in buyer.get(decide).text
    wrong = baker.post(path, data={"file": (BytesIO(PNG), "photo.png")})
    assert wrong.status_code == 422
    assert "“photo.png” is not of a kind that the buyer takes here." in wrong.text
    assert baker.post(path, data={"file": (BytesIO(PDF), "one.pdf")}).location == path
    assert baker.post(path, data={"file": (BytesIO(PDF + b"2"), "two.pdf")}).location == path
    assert told("document_handed_in") == 2
    assert "Decide on a document that was missing from a bid" in buyer.get("/my").text
    assert "<strong>Late:</strong> it arrived on" in baker.get(path).text
    assert baker.get(f"{path}/file").data == PDF + b"2"
    read = buyer.get(f"{decide}/file")
    assert read.data == PDF + b"2"
    assert read.headers["Content-Security-Policy"] == "sandbox"
    assert buyer.post(decide, data={"decision": "accept"}).status_code == 422
    done = buyer.post(decide, data={"decision": "accept", "reason": "It is the register’s."})
    assert done.location == decide
    assert "It is the register’s." in baker.get(path).text
    assert 'type="file"' not in baker.get(path).text
    assert told("document_decided") == 1
    with pytest.raises(Refusal):
        again(cast, bid_id, row_id)


def test_the_panel_reads_what_was_accepted_beside_the_answer_and_nothing_else_of_it(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    row = asked_for(cast, bid, question)
    handed_in(cast, row)
    home = f"/evaluations/{bid.tender_id}/bids/{bid.id}"
    path = f"{home}/files/{row.id}"
    evaluator = client_of(app, cast.evaluators[0])
    assert "registration.pdf" not in evaluator.get(home).text
    assert evaluator.get(path).status_code == 404
    actions.accept_missing_document(cast.buyer, bid.tender_id, missing_id=row.id, reason="Yes.")
    page = evaluator.get(home).text
    assert "registration.pdf" in page
    assert "handed in late" in page
    assert evaluator.get(path).data == PDF
    assert evaluator.get(f"/evaluations/{bid.tender_id}/documents").status_code == 403


def test_nobody_but_the_two_sides_reads_or_decides(
    app: Flask, cast: Cast, make: Make, bid: Bid, question: Question
) -> None:
    row = asked_for(cast, bid, question)
    handed_in(cast, row)
    rival = opened_bid(db.session.get_one(Tender, bid.tender_id), cast.gardens, 9_500_000)
    bid_id, tender_id, row_id, rival_id = bid.id, bid.tender_id, row.id, rival.id
    question_id, home = question.id, f"/evaluations/{tender_id}"
    for who in (cast.gardener, cast.broker, cast.stranger, None):
        browser = client_of(app, who)
        for path in (f"/missing-documents/{row_id}", f"/missing-documents/{row_id}/file"):
            assert browser.get(path).status_code in (404, 401, 302), (who, path)
        for path in (
            f"{home}/documents", f"{home}/missing-documents/{row_id}",
            f"{home}/missing-documents/{row_id}/file",
        ):  # fmt: skip
            assert browser.get(path).status_code in (404, 401, 302), (who, path)
    file = Given(0, Upload("x.pdf", "application/pdf", PDF))
    with pytest.raises(NotAllowed):
        actions.hand_in_missing_document(cast.buyer, bid_id, missing_id=row_id, file=file)
    with pytest.raises(Exception, match="MissingDocument"):
        actions.hand_in_missing_document(cast.gardener, rival_id, missing_id=row_id, file=file)
    for act in (actions.accept_missing_document, actions.refuse_missing_document):
        with pytest.raises(NotAllowed):
            act(cast.baker, tender_id, missing_id=row_id, reason="Ours.")
    decided: dict[str, Any] = {"bid_id": bid_id, "question_id": question_id, "asked": 1}
    with pytest.raises(NotAllowed):
        actions.waive_missing_document(cast.baker, tender_id, reason="Ours.", **decided)
    with pytest.raises(NotAllowed):
        actions.ask_missing_document(
            cast.baker, tender_id, reason="Ours.", unchanged="Ours.",
            reply_by=clock.today() + timedelta(days=2), **decided,
        )  # fmt: skip


def test_what_never_came_is_refused_after_its_day_and_may_lead_to_disregarding(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    row = asked_for(cast, bid, question)
    bid_id, tender_id, row_id = bid.id, bid.tender_id, row.id
    with pytest.raises(Refusal, match="Wait until then"):
        actions.refuse_missing_document(
            cast.buyer, tender_id, missing_id=row_id, reason="Nothing came."
        )
    clock.set_to(clock.now() + timedelta(days=6), stopped=True)
    browser, decide = (
        client_of(app, cast.buyer),
        f"/evaluations/{tender_id}/missing-documents/{row_id}",
    )
    assert "The day is over and nothing was handed in." in browser.get(decide).text
    assert 'value="accept"' not in browser.get(decide).text
    browser.post(decide, data={"decision": "refuse", "reason": "Nothing came."})
    page = browser.get(decide).text
    assert "you need not (Procurement Act 2023, s19(3)(d))" in page
    assert f'href="/evaluations/{tender_id}/disregard"' in page
    waive = f"/evaluations/{tender_id}/bids/{bid_id}/missing/{question.id}/0/waive"
    assert browser.post(waive, data={"reason": ""}).status_code == 422
    assert browser.post(waive, data={"reason": "The register shows it."}).status_code == 302
    assert db.session.query(MissingDocument).one().state is MissingState.WAIVED
    assert (
        "The register shows it."
        in client_of(app, cast.baker).get(f"/missing-documents/{row_id}").text
    )


def test_an_award_waits_and_a_document_can_be_gone_without_at_once(
    cast: Cast, bid: Bid, question: Question, tender: Tender
) -> None:
    rows = {
        row.person_id: row for row in db.session.query(Evaluator).filter_by(tender_id=tender.id)
    }
    panel = {person: rows[person.person_id] for person in cast.evaluators}
    assess(tender, cast.buyer, panel, {bid.id: 4})
    row = asked_for(cast, bid, question)
    lot_id = parts_of(tender.id).lots[0].id

    def award() -> None:
        award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=bid.id, reason="First.")

    with pytest.raises(Refusal, match="A document is asked for"):
        award()
    handed_in(cast, row)
    actions.refuse_missing_document(cast.buyer, tender.id, missing_id=row.id, reason="Blank.")
    gone = actions.waive_missing_document(
        cast.buyer, tender.id, bid_id=bid.id, question_id=question.id, asked=1, reason="Not needed."
    )
    assert (gone.state, gone.asked_at) == (MissingState.WAIVED, None)
    award()
    with pytest.raises(Refusal, match="A lot has been awarded"):
        actions.waive_missing_document(
            cast.buyer, tender.id, bid_id=bid.id, question_id=question.id, asked=0, reason="Late."
        )


def test_a_private_buyer_reads_nothing_of_the_act(app: Flask, cast: Cast, make: Make) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes")
    buyer = make.member(homes, Role.BUYER)
    tender = make.tender(
        homes, state=TenderState.OPENED, closes_at=clock.now() - timedelta(days=1), lots=1
    )
    question = with_attachments(tender, STATEMENT)
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    appointed(tender, buyer)
    row = actions.ask_missing_document(
        buyer, tender.id, bid_id=bid.id, question_id=question.id, asked=0, reason=REASON,
        unchanged=UNCHANGED, reply_by=clock.today() + timedelta(days=5),
    )  # fmt: skip
    handed_in(cast, row)
    actions.refuse_missing_document(buyer, tender.id, missing_id=row.id, reason="Blank.")
    home = f"/evaluations/{tender.id}"
    for path in (f"{home}/documents", f"{home}/missing-documents/{row.id}", f"{home}/disregard"):
        assert "Procurement Act" not in client_of(app, buyer).get(path).text, path
    assert (
        "Procurement Act" not in client_of(app, cast.baker).get(f"/missing-documents/{row.id}").text
    )
