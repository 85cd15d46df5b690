"""Which law has the notices of a procurement and of its contracts, and how far have they come?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import duties_of
from marketplace.tendering.queries.regimes import regime_facts, regime_for
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.contract import ContractState
from procurement.tendering.notices import NoticeDuty, notices_owed
from procurement.tendering.official_notice import NoticeStage
from procurement.tendering.regime import Regime
from procurement.tendering.tender import TenderState

_ENDED = (ContractState.COMPLETED, ContractState.TERMINATED)


@dataclass(frozen=True, slots=True)
class NoticesAbout:
    """A procurement, or one of its contracts, for its notices."""

    tender: Tender
    contract: Contract | None
    change: Change | None
    """The change of the contract that waits to be signed."""
    duties: tuple[NoticeDuty, ...]

    def regime(self, today: date) -> Regime:
        """Whose contents its notices have. Refuses while the law of the tender is not clear."""
        if self.contract is not None:
            return law_of_contract(self.contract, self.change)
        return regime_for(self.tender, organisation_named_by(self.tender.buyer_id).kind, today)

    @property
    def stage(self) -> NoticeStage:
        """How far it has come."""
        contract = self.contract
        return NoticeStage(
            owed=[duty.code for duty in self.duties],
            is_published=self.tender.state is not TenderState.DRAFT,
            is_signed=contract is not None and contract.signed_at is not None,
            is_ended=contract is not None and contract.state in _ENDED,
            has_open_change=self.change is not None,
            is_change_noticed=self.change is not None and self.change.notice_id is not None,
        )


def notices_about(tender: Tender, contract: Contract | None, today: date) -> NoticesAbout:
    """Of one contract where it is named, else of the procurement."""
    contracts = [] if contract is None else [contract]
    return list(notices_about_each(tender, contracts, today))[-1]


def notices_about_each(
    tender: Tender, contracts: Iterable[Contract], today: date
) -> Iterable[NoticesAbout]:
    """The procurement first, then each of these contracts; one query for all of their changes."""
    yield NoticesAbout(tender, None, None, duties_of(tender, today))
    contracts = list(contracts)
    changes = _open_changes(row.id for row in contracts)
    facts = regime_facts(tender, organisation_named_by(tender.buyer_id).kind, today)
    for contract in contracts:
        change = changes.get(contract.id)
        duties = notices_owed(law_of_contract(contract, change), facts.began_on)
        yield NoticesAbout(tender, contract, change, duties)


def law_of_contract(contract: Contract, change: Change | None) -> Regime:
    """A contract below the threshold that a change lifts to it is announced as a public one, before
    the change as after it (s74(1), s75)."""
    is_announced = change is not None and change.needs_notice
    return Regime.PUBLIC if is_announced else Regime(contract.regime)


def contract_of_tender(tender_id: UUID, contract_id: UUID) -> Select[Contract]:
    """One of its contracts, or a call-off under one."""
    awarded = contracts_of_tender(tender_id).with_only_columns(Contract.id).order_by(None)
    return select(Contract).where(
        Contract.id == contract_id,
        or_(Contract.id.in_(awarded), Contract.parent_id.in_(awarded)),
    )


def contracts_of_tender(tender_id: UUID) -> Select[Contract]:
    """The contracts prepared from its awards."""
    return (
        select(Contract)
        .join(Award, Award.id == Contract.award_id)
        .where(Award.tender_id == tender_id)
        .order_by(Contract.prepared_at, Contract.id)
    )


def _open_changes(contract_ids: Iterable[UUID]) -> Mapping[UUID, Change]:
    rows = session.scalars(
        select(Change).where(
            Change.contract_id.in_(list(contract_ids)), Change.state == ChangeState.PROPOSED
        )
    )
    return {row.contract_id: row for row in rows}
