"""What does a contract take over from the tender and the winning bid?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import Assessment, by_lot
from marketplace.assessment.queries.replacements import replaced_members
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.contracts.models.contracts import (
    Contract,
    ContractClause,
    ContractKind,
    ContractShare,
    Milestone,
)
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.db import session
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.models.tenders import Lot
from marketplace.tendering.queries.regimes import regime_for
from procurement.assessment.award import AwardState
from procurement.bidding.promise import owed_in_contract
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """What is delivered, by when, and its price excluding VAT."""

    title: str
    due_on: date
    amount: Money
    is_retention: bool = False


def last_due(planned: Sequence[MilestonePlan]) -> date | None:
    """By when the last of them is due."""
    return max((plan.due_on for plan in planned), default=None)


def contract_from(
    assessment: Assessment, lot: Lot, bid: Bid, award: Award, today: date
) -> Contract:
    """The contract of an award, still without its days and its order number."""
    tender = assessment.tender
    return Contract(
        award_id=award.id,
        kind=ContractKind.FRAMEWORK if tender.is_framework else ContractKind.CONTRACT,
        buyer_id=tender.buyer_id,
        supplier_id=bid.organisation_id,
        title=lot.title if len(assessment.lots) > 1 else tender.title,
        value=assessment.prices[bid.id, lot.id].price,
        theme=tender.theme,
        regime=str(regime_for(tender, assessment.buyer.kind, today)),
        payment_days=tender.payment_days,
        options=lot.options,
        extension=lot.extension,
    )


def milestones_from(contract: Contract, planned: Sequence[MilestonePlan]) -> list[Milestone]:
    """The milestones, in the order they were planned."""
    return [
        Milestone(
            contract_id=contract.id,
            number=number,
            title=plan.title,
            due_on=plan.due_on,
            amount=plan.amount,
            is_retention=plan.is_retention,
        )
        for number, plan in enumerate(planned, 1)
    ]


@dataclass(frozen=True, slots=True)
class Sharing:
    """One of those who bring a contract’s work: share in per cent, work, and since when it agrees
    that the lead sends its invoices, where it has said so."""

    organisation_id: UUID
    share: Decimal
    work: str
    invoicing_agreed_at: datetime | None = None


def share_rows(contract: Contract, among: Sequence[Sharing]) -> list[ContractShare]:
    """The shares in their order, the lead’s first; one alone has the whole."""
    return [
        ContractShare(
            contract_id=contract.id,
            organisation_id=one.organisation_id,
            position=position,
            share=one.share,
            work=one.work,
            invoicing_agreed_at=one.invoicing_agreed_at,
        )
        for position, one in enumerate(
            among or [Sharing(contract.supplier_id, Decimal(100), "")], 1
        )
    ]


def shares_from(contract: Contract, bid: Bid) -> list[ContractShare]:
    """The members as they agreed; a lone supplier has the whole.

    The part of one who was replaced is the lead's, for whom whoever came in works.
    """
    members = (
        session.scalars(
            select(ConsortiumMember)
            .where(
                ConsortiumMember.consortium_id == bid.consortium_id,
                ConsortiumMember.state == MemberState.ACCEPTED,
            )
            .order_by(ConsortiumMember.id)
        ).all()
        if bid.consortium_id
        else []
    )
    replaced = replaced_members(bid.id)
    gone = [row for row in members if row.organisation_id in replaced]
    sharing = [
        Sharing(row.organisation_id, row.share, row.work, row.invoicing_agreed_at)
        for row in members
        if row not in gone
    ]
    if gone:
        lead = next(one for one in sharing if one.organisation_id == bid.organisation_id)
        taken_over = [f"{row.work}, through {replaced[row.organisation_id]}" for row in gone]
        sharing[sharing.index(lead)] = replace(
            lead,
            share=lead.share + sum(row.share for row in gone),
            work="; ".join([lead.work, *taken_over]),
        )
    return share_rows(contract, sharing)


def promises_from(
    contract: Contract, assessment: Assessment, lot: Lot, bid: Bid
) -> list[ContractClause]:
    """What the bid promised for the lot; what it promised as a whole, in its first contract."""
    is_first = not _has_another_contract(contract, bid)
    made = [
        (clause, row, owed_in_contract(str(lot.id), row.quantity, by_lot(row), is_first=is_first))
        for clause in assessment.clauses
        if (row := assessment.commitments.get((bid.id, clause.id))) is not None
    ]
    return [
        ContractClause(
            contract_id=contract.id,
            text=clause.text,
            unit=clause.unit,
            promised=owed,
            method=row.method,
            proof=clause.proof,
        )
        for clause, row, owed in made
        if owed
    ]


def _has_another_contract(contract: Contract, bid: Bid) -> bool:
    """Was a contract of another lot, whose award stands, written from the same bid?"""
    others = (
        select(Contract.id)
        .join(Award, Award.id == Contract.award_id)
        .where(
            Award.bid_id == bid.id,
            Award.state != AwardState.CANCELLED,
            Award.id != contract.award_id,
        )
    )
    return session.scalars(others.limit(1)).first() is not None


def propose_group(act: Act, contract: Contract, group_id: UUID | None) -> None:
    """Name it within an action, as the bid or the offer did; its owners are told.

    The supplier can change it until one side has signed, and nobody signs for who is hosted no more.
    """
    contract.for_group_id = group_id
    if group_id is not None:
        for person_id in people_as(group_id, Role.OWNER):
            act.notify(
                person_id, "contract_for_group", contract_id=contract.id, title=contract.title
            )
