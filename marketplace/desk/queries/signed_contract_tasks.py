"""What waits about a signed contract: a change to sign or to announce, its end to answer, to record
or to announce?"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.desk.queries.contract_waits import waits_on
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.contract_end import EndGround, EndState
from procurement.ground.calendar import london_day
from procurement.tendering.notices import contract_details_due, termination_notice_due
from procurement.tendering.regime import Regime

_WAITS_FOR_NOTICE = (
    Change.needs_notice | Change.standstill_days.is_not(None)
) & Change.notice_id.is_(None)
_IS_INTENDED = ContractEnd.state == EndState.INTENDED
_IS_HEARD = ContractEnd.is_agreed | (ContractEnd.ground != EndGround.AGREEMENT) & or_(
    ContractEnd.reply_by.is_(None),
    ContractEnd.reply_by < TODAY,
    ContractEnd.answered_at.is_not(None),
)


def signed_contract_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield from _changes()
    yield waits_on(
        ContractEnd,
        Contract.supplier_id,
        Kind(Role.OWNER, "Answer: the buyer means to end the contract", "contract_end.answer",
             "contracts.read"),
        _IS_INTENDED,
        ContractEnd.answered_at.is_(None),
    )  # fmt: skip
    yield waits_on(
        ContractEnd,
        Contract.buyer_id,
        Kind(Role.BUYER, "Record that the contract has ended", "contract_end.finish",
             "contracts.read"),
        _IS_INTENDED,
        ContractEnd.last_day <= TODAY,
        _IS_HEARD,
    )  # fmt: skip
    yield _run_their_course()
    yield _details()
    yield _notices()


def _run_their_course() -> Asked:
    """Contracts whose last day has passed and whose work, called off or not, is all accepted."""
    under = aliased(Contract)
    is_called_off = exists().where(
        under.parent_id == Contract.id,
        under.state.in_((ContractState.AWAITING_SIGNATURE, ContractState.SIGNED)),
    )
    is_open = exists().where(
        Milestone.contract_id == Contract.id,
        Milestone.state.in_((MilestoneState.PLANNED, MilestoneState.CLAIMED)),
    )
    wanted = (
        select(Contract.buyer_id, Contract.title, Contract.id)
        .where(
            Contract.state == ContractState.SIGNED,
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            Contract.ends_on < TODAY,
            ~is_open,
            ~is_called_off,
        )
        .order_by(Contract.ends_on, Contract.id)
    )
    say = "Say that the contract is completed"
    kind = Kind(Role.BUYER, say, "contract_end.complete", "contracts.read")
    return Asked(wanted, kind, kind.task)


def _details() -> Asked:
    """Contracts without a contract details notice, of procurements that a tender notice opened."""
    is_told = exists().where(
        OfficialNotice.tender_id == Tender.id,
        OfficialNotice.contract_id == Contract.id,
        OfficialNotice.code == "UK7",
    )
    entered_at = func.greatest(Contract.buyer_signed_at, Contract.supplier_signed_at)
    wanted = (
        select(Contract.buyer_id, Contract.title, Tender.id, Contract.regime, entered_at)
        .join(Award, Award.id == Contract.award_id)
        .join(Tender, Tender.id == Award.tender_id)
        .where(
            Contract.state == ContractState.SIGNED,
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            Contract.regime != Regime.PRIVATE,
            Tender.central_notice != "",
            ~is_told,
        )
        .order_by(Contract.id)
    )
    say = "Publish and record the contract details notice"
    kind = Kind(Role.BUYER, say, "official_notices.read", "contracts.read")

    def told(title: str, tender_id: UUID, regime: str, entered_at: datetime) -> Task:
        due = contract_details_due(Regime(regime), london_day(entered_at))
        return kind.task(title, tender_id, due)

    return Asked(wanted, kind, told)


def _notices() -> Asked:
    """Ends of which no contract termination notice is recorded, where one is owed (s80)."""
    is_told = exists().where(
        OfficialNotice.contract_id == Contract.id, OfficialNotice.code == "UK11"
    )
    wanted = (
        select(
            Contract.buyer_id, Contract.title, Contract.id, Contract.regime, ContractEnd.last_day
        )
        .join(ContractEnd, ContractEnd.contract_id == Contract.id)
        .where(
            ContractEnd.state == EndState.DONE,
            Contract.award_id.is_not(None),
            Contract.regime.in_((Regime.PUBLIC, Regime.LIGHT)),
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            ~is_told,
        )
        .order_by(ContractEnd.last_day, ContractEnd.id)
    )
    say = "Publish and record the contract termination notice"
    kind = Kind(Role.BUYER, say, "contract_end.finish", "contracts.read")

    def told(title: str, contract_id: UUID, regime: str, last_day: date) -> Task:
        return kind.task(title, contract_id, termination_notice_due(Regime(regime), last_day))

    return Asked(wanted, kind, told)


def _changes() -> Iterator[Asked]:
    is_proposed = Change.state == ChangeState.PROPOSED
    say = "Publish and record the contract change notice"
    kind = Kind(Role.BUYER, say, "official_notice.record", "contracts.read")
    yield waits_on(Change, Contract.buyer_id, kind, is_proposed, _WAITS_FOR_NOTICE)
    for who, side, signed_at in (
        (Role.BUYER, Contract.buyer_id, Change.buyer_signed_at),
        (Role.OWNER, Contract.supplier_id, Change.supplier_signed_at),
    ):
        say = "Sign the change of the contract"
        kind = Kind(who, say, "contract_change.sign", "contracts.read")
        yield waits_on(Change, side, kind, is_proposed, signed_at.is_(None), ~_WAITS_FOR_NOTICE)
