"""What waits for a buyer before a contract, and for the panel?

A constant number of queries, however many organisations, tenders and evaluators.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.evaluation_steps import (
    DECLARE,
    Step,
    next_step,
    own_step,
    progress_of,
)
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import Task, standstill_note
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.tendering.models.tenders import Clarification, Tender
from marketplace.tendering.queries.declarations import declarations_of
from procurement.assessment.abnormally_low import EnquiryState
from procurement.assessment.award import AwardState
from procurement.ground.calendar import london_day
from procurement.tendering.clarification import ClarificationState
from procurement.tendering.tender import TenderState


def tender_tasks(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    """What waits in each organisation that the person buys for, with its id."""
    buyers = actor.organisations_as(Role.BUYER)
    yield from _tenders(buyers, now)
    yield from _awards(buyers)
    yield from _clarifications(buyers)
    yield from _price_enquiries(buyers, now)


def _tenders(buyers: Iterable[UUID], now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.scalars(
        select(Tender).where(
            Tender.buyer_id.in_(buyers),
            Tender.deleted_at.is_(None),
            Tender.state.in_([TenderState.DRAFT, TenderState.OPENED])
            | (Tender.state == TenderState.PUBLISHED) & (Tender.closes_at <= now),
        )
    ).all()
    standing = progress_of(row.id for row in rows if row.state is TenderState.OPENED)
    for row in rows:
        until = None
        if row.state is TenderState.DRAFT:
            step = Step("Finish and publish the tender", "tender.publish")
        elif row.state is TenderState.OPENED:
            step = next_step(standing[row.id])
        else:
            step, until = Step("Open the bids", "bids.open"), row.closes_at
        yield (
            row.buyer_id,
            Task(step.who, step.words, row.title, step.verb, row.id, until, note=step.note),
        )


_AWARD_STEPS = {
    AwardState.DECIDED: Step("Send the assessment summaries", "summaries.send"),
    AwardState.SUMMARIES_SENT: Step("Publish the award", "award.publish"),
    AwardState.STANDSTILL: Step("Prepare the contract", "contract.prepare"),
    AwardState.SUSPENDED: Step(
        "Record how the claim ended",
        "award.resume",
        note="Nobody can sign until the claim has ended",
    ),
}


def _awards(buyers: Iterable[UUID]) -> Iterator[tuple[UUID, Task]]:
    """The next step of each awarded tender with a lot whose contract is not signed yet."""
    rows = db.session.execute(
        select(Tender.id, Tender.buyer_id, Tender.title, Award.state, Award.standstill_ends_on)
        .join(Award, Award.tender_id == Tender.id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .where(
            Tender.buyer_id.in_(buyers),
            Tender.state == TenderState.AWARDED,
            Award.state.in_(_AWARD_STEPS),
            # A contract that is prepared waits for signatures: a task of its own.
            Contract.id.is_(None) | (Award.state != AwardState.STANDSTILL),
        )
    ).all()
    order = list(_AWARD_STEPS)
    furthest_back = {row.id: row for row in sorted(rows, key=lambda row: -order.index(row.state))}
    for row in furthest_back.values():
        step = _AWARD_STEPS[row.state]
        note = step.note or standstill_note(row.standstill_ends_on)
        yield row.buyer_id, Task(step.who, step.words, row.title, step.verb, row.id, note=note)


def _clarifications(buyers: Iterable[UUID]) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Tender.id, Tender.buyer_id, Tender.title, Tender.answers_by, Tender.closes_at)
        .join(Clarification, Clarification.tender_id == Tender.id)
        .where(
            Tender.buyer_id.in_(buyers),
            Tender.state == TenderState.PUBLISHED,
            Clarification.state == ClarificationState.ASKED,
        )
        .distinct()
    )
    for row in rows:
        yield (
            row.buyer_id,
            Task(
                Role.BUYER,
                "Answer suppliers’ questions",
                row.title,
                "clarification.answer",
                row.id,
                row.answers_by or row.closes_at,
            ),
        )


def _price_enquiries(buyers: Iterable[UUID], now: datetime) -> Iterator[tuple[UUID, Task]]:
    """Explanations that came, and questions whose time is over without one."""
    rows = db.session.execute(
        select(Tender.id, Tender.buyer_id, Tender.title)
        .join(Bid, Bid.tender_id == Tender.id)
        .join(PriceEnquiry, PriceEnquiry.bid_id == Bid.id)
        .where(
            Tender.buyer_id.in_(buyers),
            Tender.state == TenderState.OPENED,
            or_(
                PriceEnquiry.state == EnquiryState.ANSWERED,
                and_(
                    PriceEnquiry.state == EnquiryState.ASKED,
                    PriceEnquiry.reply_by < london_day(now),
                ),
            ),
        )
        .distinct()
    )
    for row in rows:
        words = "Decide on a price that you asked about"
        yield row.buyer_id, Task(Role.BUYER, words, row.title, "price_enquiry.accept", row.id)


def panels_of(actor: Actor) -> Iterator[Task]:
    """What a person has to do on evaluation panels, which are of no one organisation."""
    rows = db.session.execute(
        select(Tender, Evaluator)
        .join(Evaluator, Evaluator.tender_id == Tender.id)
        .where(
            Evaluator.person_id == actor.person_id,
            Evaluator.removed_at.is_(None),
            Tender.state.in_([TenderState.PUBLISHED, TenderState.OPENED]),
        )
    ).all()
    standing = progress_of(row.id for row, _ in rows if row.state is TenderState.OPENED)
    told = declarations_of(row.id for row, _ in rows)
    for tender, me in rows:
        step = None
        if tender.state is TenderState.OPENED:
            step = own_step(standing[tender.id], me)
        elif me.person_id not in told[tender.id]:
            step = DECLARE
        if step is not None:
            yield Task(step.who, step.words, tender.title, step.verb, tender.id)
