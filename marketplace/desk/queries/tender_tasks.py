"""What waits for a buyer before a contract?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.evaluation_steps import (
    Step,
)
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import (
    NOW,
    READER,
    Asked,
    Kind,
    Task,
    standstill_note,
)
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.approvals import Approval
from marketplace.tendering.models.tenders import Clarification, Tender
from procurement.assessment.award import AwardState
from procurement.tendering.clarification import ClarificationState
from procurement.tendering.second_person import ApprovalState
from procurement.tendering.second_person import Step as ApprovedStep
from procurement.tendering.tender import TenderState

_IS_MINE = Tender.buyer_id.in_(READER.organisations_as(Role.BUYER))
_WANTS_TWO = exists().where(Organisation.id == Tender.buyer_id, Organisation.wants_two)
_TENDER = Kind(Role.BUYER, "Finish and publish the tender", "tender.publish", "tender.draft")


def tender_tasks() -> Iterator[Asked]:
    """What waits in an organisation that the person buys for."""
    yield _drafts()
    yield _closed()
    yield _awards()
    yield _clarifications()
    yield _approvals(
        ApprovedStep.PUBLICATION, "publication_approval.give", Tender.state == TenderState.DRAFT
    )
    is_decided = exists().where(Award.tender_id == Tender.id, Award.state == AwardState.DECIDED)
    yield _approvals(ApprovedStep.AWARD, "award_approval.give", is_decided)


def _drafts() -> Asked:
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id)
        .where(
            _IS_MINE,
            Tender.state == TenderState.DRAFT,
            Tender.deleted_at.is_(None),
            ~_is_asked(ApprovedStep.PUBLICATION),
        )
        .order_by(Tender.created_at, Tender.id)
    )
    return Asked(wanted, _TENDER, _TENDER.task)


def _closed() -> Asked:
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id, Tender.closes_at)
        .where(_IS_MINE, Tender.state == TenderState.PUBLISHED, Tender.closes_at <= NOW)
        .order_by(Tender.closes_at, Tender.id)
    )
    kind = replace(_TENDER, words="Open the bids", verb="bids.open")
    return Asked(wanted, kind, kind.task)


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


def _awards() -> Asked:
    """The next step of each awarded tender with a lot whose contract is not signed yet."""
    furthest_back = case(*((Award.state == state, n) for n, state in enumerate(_AWARD_STEPS)))
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id, Award.state, Award.standstill_ends_on)
        .ext(distinct_on(Tender.id))
        .join(Award, Award.tender_id == Tender.id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .where(
            _IS_MINE,
            Tender.state == TenderState.AWARDED,
            Award.state.in_(_AWARD_STEPS),
            # A contract that is prepared waits for signatures: a task of its own.
            Contract.id.is_(None) | (Award.state != AwardState.STANDSTILL),
            # What a colleague is asked to approve waits for the colleague.
            (Award.state != AwardState.DECIDED) | ~_is_asked(ApprovedStep.AWARD),
        )
        .order_by(Tender.id, furthest_back, Award.id)
    )
    kind = replace(_TENDER, words="Go on with the award", verb="award.publish")

    def told(title: str, tender_id: UUID, state: AwardState, last: date | None) -> Task:
        step = _AWARD_STEPS[state]
        one = replace(kind, words=step.words, verb=step.verb)
        return one.task(title, tender_id, note=step.note or standstill_note(last))

    return Asked(wanted, kind, told)


def _clarifications() -> Asked:
    """What came in time is answered before the deadline for bids; after it no answer helps."""
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id, Tender.answers_by, Tender.closes_at)
        .join(Clarification, Clarification.tender_id == Tender.id)
        .where(
            _IS_MINE,
            Tender.state == TenderState.PUBLISHED,
            Tender.closes_at > NOW,
            Clarification.state == ClarificationState.ASKED,
        )
        .group_by(Tender.id)
        .order_by(Tender.closes_at, Tender.id)
    )
    kind = replace(_TENDER, words="Answer suppliers’ questions", verb="clarification.answer")

    def told(title: str, tender_id: UUID, answers_by: date | None, closes_at: datetime) -> Task:
        return kind.task(title, tender_id, answers_by or closes_at)

    return Asked(wanted, kind, told)


def _is_asked(step: ApprovedStep) -> ColumnElement[bool]:
    return _WANTS_TWO & exists().where(
        Approval.tender_id == Tender.id,
        Approval.step == step,
        Approval.state == ApprovalState.ASKED,
    )


def _approvals(step: ApprovedStep, verb: str, waits: ColumnElement[bool]) -> Asked:
    """What a colleague has asked for, where the buyer wants two people; nobody asks themselves."""
    wanted = (
        select(Tender.buyer_id, Tender.title, Tender.id)
        .join(Approval, Approval.tender_id == Tender.id)
        .where(
            _IS_MINE,
            Approval.state == ApprovalState.ASKED,
            Approval.step == step,
            Approval.asked_by != READER.person_id,
            _WANTS_TWO,
            waits,
            Tender.deleted_at.is_(None),
        )
        .order_by(Approval.id)
    )
    words = f"Approve the {step.in_words}, or send it back"
    kind = replace(_TENDER, words=words, verb=verb)
    return Asked(wanted, kind, kind.task)
