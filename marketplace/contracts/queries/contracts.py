"""What is on record of a contract: who shares in it, its work, its promises, its award?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from invoicing.ground.split import split
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import award_of, facts_of
from marketplace.contracts.models.contracts import (
    Contract,
    ContractClause,
    ContractShare,
    Milestone,
    contract_ids_visible_to,
)
from marketplace.contracts.queries.contract_ends import ended_on
from marketplace.contracts.queries.papers import Agreed, Paper, paper_of, paper_shown
from marketplace.contracts.queries.pass_downs import PassDowns, pass_downs_of
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.tendering.queries.tenders import tender_of
from procurement.assessment.award import may_sign_from
from procurement.contracts.contract import is_delivered
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class ContractRecord:
    """One contract with everything beside it that does not concern money paid."""

    shares: Sequence[ContractShare]
    sums: Sequence[Money]
    """What the share of each comes to, without VAT: as the milestones are invoiced, to the penny."""
    milestones: Sequence[Milestone]
    promises: Sequence[ContractClause]
    names: dict[UUID, str]
    award: Award | None
    sign_from: date | None
    """The first day on which signing is lawful, where that is known."""
    pass_downs: PassDowns
    paper: Paper | None
    """What both sides sign, as it is read here, or have signed."""

    @property
    def is_work_accepted(self) -> bool:
        """Whether what is held back can be released (``before_release``)."""
        return is_delivered([row.state for row in self.milestones if not row.is_retention])


def record_of(contract: Contract) -> ContractRecord:
    """Read whole, in a fixed number of queries."""
    shares = shares_of(contract.id)
    members = {share.organisation_id for share in shares}
    award = award_of(contract.award_id) if contract.award_id else None
    assessment = assessment_of(tender_of(award.tender_id)) if award else None
    milestones, promises = milestones_of(contract.id), promises_of(contract.id)
    pass_downs = pass_downs_of(contract.id)
    return ContractRecord(
        shares,
        _sums(contract, shares, milestones),
        milestones,
        promises,
        names_of({contract.buyer_id, contract.supplier_id, *members, *_group_of(contract)}),
        award,
        may_sign_from(facts_of(assessment, award)) if assessment and award else None,
        pass_downs,
        paper_shown(Agreed(contract, shares, milestones, promises, pass_downs.proposed)),
    )


def paper_to_sign(contract_id: UUID) -> Paper:
    """What both sides of a contract sign, as it stands now."""
    return paper_of(_agreed(session.get_one(Contract, contract_id)))


def paper_to_read(contract: Contract) -> Paper | None:
    """The paper of ``record_of`` alone."""
    return paper_shown(_agreed(contract))


def _agreed(contract: Contract) -> Agreed:
    return Agreed(
        contract,
        shares_of(contract.id),
        milestones_of(contract.id),
        promises_of(contract.id),
        pass_downs_of(contract.id).proposed,
    )


def what_is_signed(contract_id: UUID) -> str:
    """The mark of all that a signature binds to: another where anything of it is another.

    Signatures are no part of it: one side’s does not make the other’s page old.
    """
    return paper_to_sign(contract_id).mark


def _sums(
    contract: Contract, shares: Sequence[ContractShare], milestones: Sequence[Milestone]
) -> list[Money]:
    if not shares:
        return []
    amounts = [row.amount for row in milestones] or [contract.value]
    parts = [split(amount, [row.share for row in shares]) for amount in amounts]
    return [Money.total(of_one) for of_one in zip(*parts, strict=True)]


def _group_of(contract: Contract) -> Iterable[UUID]:
    return [contract.for_group_id] if contract.for_group_id else []


def contracts_listed_for(actor: Actor, beside: Beside) -> Stretch[tuple[Contract]]:
    """The contracts that a person sees, the newest first."""
    among = contract_ids_visible_to(actor)
    return stretch_of(select(Contract), (Contract.id,), beside, descending=True, among=among)


def contracts_from(award_ids: Iterable[UUID]) -> dict[UUID, Contract]:
    """The contract prepared from each of these awards, by the award's id."""
    rows = session.scalars(select(Contract).where(Contract.award_id.in_(list(award_ids))))
    return {row.award_id: row for row in rows if row.award_id is not None}


def shares_of(contract_id: UUID) -> Sequence[ContractShare]:
    """The members' parts, in their order."""
    return session.scalars(
        select(ContractShare)
        .where(ContractShare.contract_id == contract_id)
        .order_by(ContractShare.position)
    ).all()


def milestones_of(contract_id: UUID) -> Sequence[Milestone]:
    """The milestones, in their order."""
    return session.scalars(
        select(Milestone).where(Milestone.contract_id == contract_id).order_by(Milestone.number)
    ).all()


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last days of contracts, by their ids, where they are not the agreed ones."""

    of_work: Mapping[UUID, date]
    """Of those that hold something back, whose own last day is that on which defects are put right:
    the first that releases some of it."""
    ended_on: Mapping[UUID, date]
    """The real ones of those whose end is recorded."""


def last_days(contract_ids: Iterable[UUID]) -> LastDays:
    """Two queries."""
    ids = list(contract_ids)
    rows = session.execute(
        select(Milestone.contract_id, func.min(Milestone.due_on).label("day"))
        .where(Milestone.contract_id.in_(ids), Milestone.is_retention)
        .group_by(Milestone.contract_id)
    )
    return LastDays({row.contract_id: row.day for row in rows}, ended_on(ids))


def milestone_of(contract_id: UUID, milestone_id: UUID) -> Select[Milestone]:
    """One milestone of a contract."""
    return select(Milestone).where(
        Milestone.id == milestone_id, Milestone.contract_id == contract_id
    )


def promise_of(contract_id: UUID, clause_id: UUID) -> Select[ContractClause]:
    """One promise of a contract."""
    return select(ContractClause).where(
        ContractClause.id == clause_id, ContractClause.contract_id == contract_id
    )


def promises_of(contract_id: UUID) -> Sequence[ContractClause]:
    """What was promised to the community, and how much of it is delivered."""
    return session.scalars(
        select(ContractClause)
        .where(ContractClause.contract_id == contract_id)
        .order_by(ContractClause.id)
    ).all()
