"""One example of everything of an assessment, and of an award, that has a page of its own."""

from datetime import timedelta
from uuid import UUID

from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.models.condition_checks import ConditionCheck, Replacement
from marketplace.assessment.models.evaluations import Disregard
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.contracts.actions.threads import begin_bid_thread
from marketplace.contracts.models.contracts import (
    Contract,
)
from marketplace.engine import clock, db
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.condition_check import CheckAbout
from procurement.assessment.feedback_call import CallState
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.cast import Cast, Make
from tests.file_rows import STATEMENT, late_document, opened_file
from tests.organisation_rows import first_of, kept_id
from tests.tender_rows import with_attachments

Ids = dict[str, UUID | str | int]


def assessment_ids(make: Make, cast: Cast) -> Ids:
    """The example of each parameter."""
    return (
        _of_evaluations(make, cast)
        | _of_awards(make, cast)
        | _of_threads(make, cast)
        | _of_standstills(make, cast)
    )


_OF_ASSESSMENT = (
    "evaluations",
    "evaluators",
    "assignments",
    "sole_scorers",
    "scores",
    "disregards",
    "price_enquiries",
    "conflicts",
    "condition_checks",
    "replacements",
    "bid_attachments",
    "missing_documents",
    "threads",
)


def _of_evaluations(make: Make, cast: Cast) -> Ids:
    tender = make.tender(cast.council, state=TenderState.OPENED)
    bid = opened_bid(tender, cast.bakery, 100_00)
    other = opened_bid(tender, cast.gardens, 120_00)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    lot_id, moment = parts_of(tender.id).lots[0].id, clock.now()
    buyer = cast.buyer.person_id
    asked = PriceEnquiry(
        bid_id=bid.id, lot_id=lot_id, question="How?", asked_by=buyer, asked_at=moment,
        reply_by=moment.date() + timedelta(days=7),
    )  # fmt: skip
    check = ConditionCheck(
        bid_id=bid.id, about=CheckAbout.PARTY, party_id=cast.bakery.id, is_replaceable=True
    )
    check_id = kept_id(check)
    chance = Replacement(
        bid_id=bid.id, check_id=check_id, title="Exclusion", whom="Dr May", words="Name one.",
        asked_by=buyer, asked_at=moment, reply_by=moment.date() + timedelta(days=7),
    )  # fmt: skip
    question = with_attachments(tender, STATEMENT)
    late = Disregard(bid_id=other.id, reason="Late.", decided_by=buyer, decided_at=moment)
    return {
        **dict.fromkeys((f"{noun}.tender_id" for noun in _OF_ASSESSMENT), tender.id),
        "scores.bid_id": bid.id,
        "condition_checks.bid_id": bid.id,
        "bid_attachments.bid_id": bid.id,
        "file_id": opened_file(bid, question).id,
        "missing_documents.bid_id": other.id,
        "missing_documents.question_id": question.id,
        "missing_documents.place": 0,
        "threads.bid_id": other.id,
        "missing_id": kept_id(late_document(bid, question)),
        "price_enquiries.lot_id": lot_id,
        "price_enquiries.bid_id": other.id,
        "enquiry_id": kept_id(asked),
        "check_id": check_id,
        "replacement_id": kept_id(chance),
        "declaration_id": first_of(
            InterestDeclaration.id,
            InterestDeclaration.tender_id == tender.id,
            InterestDeclaration.person_id == panel[0].person_id,
        ),
        "disregard_id": kept_id(late),
        "evaluator_id": panel[0].id,
    }


def _of_awards(make: Make, cast: Cast) -> Ids:
    tender = make.tender(cast.council, state=TenderState.OPENED)
    won = opened_bid(tender, cast.bakery, 100_00)
    lost = opened_bid(tender, cast.gardens, 120_00)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    by_person = dict(zip(cast.evaluators, panel, strict=True))
    assess(tender, cast.buyer, by_person, {won.id: 4, lost.id: 3})
    award_id = awarded(tender, cast.buyer, won.id)[0]
    contract = make.contract(cast.council, cast.bakery, "100.00")
    with db.transaction():
        db.session.get_one(Contract, contract.id).award_id = award_id
    at = clock.now() + timedelta(days=3)
    call = FeedbackCall(
        bid_id=lost.id, times=[at.isoformat()], last_at=at, minutes=30,
        how="By telephone", offered_by=cast.buyer.person_id, offered_at=clock.now(),
        changed_at=clock.now(), begins_at=at, state=CallState.TAKEN,
    )  # fmt: skip
    offered = kept_id(call)
    notice = OfficialNotice(
        tender_id=tender.id, code="UK4", number="045678-2026", published_at=clock.now(), lines=[],
        recorded_by=cast.buyer.person_id, recorded_at=clock.now(),
    )  # fmt: skip
    return {
        "awards.tender_id": tender.id,
        "award_notices.tender_id": tender.id,
        "feedback_calls.tender_id": tender.id,
        "feedback_calls.bid_id": lost.id,
        "call_id": offered,
        "official_notices.tender_id": tender.id,
        "notice_files.tender_id": tender.id,
        "notice_files.contract_id": contract.id,
        "notice_files.code": "UK4",
        "official_notices.contract_id": contract.id,
        "official_notices.code": "UK4",
        "official_notices.prepare_for_contract.code": "UK7",
        "official_notices.notice_id": kept_id(notice),
        "evaluations.ranking.tender_id": tender.id,
        "moderation_records.tender_id": tender.id,
        "draws.tender_id": tender.id,
        "draws.lot_id": parts_of(tender.id).lots[0].id,
        "safety.tender_id": tender.id,
        "procurement_files.tender_id": tender.id,
        "awards.bid_id": won.id,
        "awards.lot_id": parts_of(tender.id).lots[0].id,
        "lot_ends.tender_id": tender.id,
        "lot_ends.lot_id": parts_of(tender.id).lots[0].id,
        "award_id": award_id,
    }


def _of_standstills(make: Make, cast: Cast) -> Ids:
    """Below the threshold, a lot is awarded, and the award is not public yet."""
    tender = make.tender(cast.council, state=TenderState.OPENED, lots=1, estimate=Money(4_000_000))
    won = opened_bid(tender, cast.bakery, 100_00)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {won.id: 4})
    lot_id = parts_of(tender.id).lots[0].id
    award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=won.id, reason="First.")
    return {"award_notices.promise.tender_id": tender.id}


def _of_threads(make: Make, cast: Cast) -> Ids:
    """The buyer has written to the bakery, which will be told by an e-mail."""
    tender = make.tender(cast.council, state=TenderState.OPENED)
    bid = opened_bid(tender, cast.bakery, 100_00)
    appointed(tender, cast.buyer)
    thread = begin_bid_thread(cast.buyer, tender.id, bid_id=bid.id, words="Which licence?")
    return {"thread_id": thread.id}
