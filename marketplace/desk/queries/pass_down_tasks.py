"""What waits about what a contract passes on: proposals to answer, hours to return and to confirm?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    TableValuedAlias,
    case,
    cast,
    column,
    exists,
    func,
    select,
    true,
)

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import LabourReturn, PassDown
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from procurement.contracts.contract import ContractState
from procurement.contracts.labour_return import ReturnState
from procurement.contracts.pass_down import PassDownState

_DELIVERS = READER.organisations_as(Role.BID_WRITER, Role.FINANCE)


def pass_down_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _proposals(Role.OWNER)
    yield _proposals(Role.BUYER)
    yield _hours_to_return()
    yield _returns(Role.BID_WRITER)
    yield _returns(Role.BUYER)


def _proposals(who: Role) -> Asked:
    """To answer, for the side that did not propose; before the signatures they are the answer."""
    is_buyer = who is Role.BUYER
    side = Contract.buyer_id if is_buyer else Contract.supplier_id
    wanted = (
        select(side, Contract.title, Contract.id)
        .join(PassDown, PassDown.contract_id == Contract.id)
        .where(
            PassDown.state == PassDownState.PROPOSED,
            PassDown.for_buyer.is_(not is_buyer),
            Contract.state == ContractState.SIGNED,
            side.in_(READER.organisations_as(who)),
        )
        .order_by(PassDown.id)
    )
    kind = Kind(who, "Agree or decline what is passed on", "pass_down.agree", "contracts.read")
    return Asked(wanted, kind, kind.task)


def _hours_to_return() -> Asked:
    """Of each contract the months that are over and have no return, where a share is agreed."""
    over = _months_over()
    month = cast(over.c.first, Date)
    is_returned = exists().where(
        LabourReturn.contract_id == Contract.id, LabourReturn.month == month
    )
    wanted = (
        select(Contract.supplier_id, Contract.title, Contract.id, func.count(), func.min(month))
        .join(PassDown, PassDown.contract_id == Contract.id)
        .join(over, true())
        .where(
            PassDown.state == PassDownState.AGREED,
            PassDown.labour_share.is_not(None),
            Contract.state.in_([ContractState.SIGNED, ContractState.COMPLETED]),
            Contract.supplier_id.in_(_DELIVERS),
            ~is_returned,
        )
        .group_by(Contract.id)
        .order_by(Contract.id)
    )
    say = "Return the hours of months that are over"
    kind = Kind(Role.BID_WRITER, say, "labour_return.make", "contracts.read")

    def told(title: str, contract_id: UUID, months: int, first: date) -> Task:
        which = f"{first:%B %Y}" if months == 1 else f"{months} months, from {first:%B %Y}"
        return replace(kind, words=f"Return the hours of {which}").task(title, contract_id)

    return Asked(wanted, kind, told)


def _months_over() -> TableValuedAlias:
    """The first days of the months of ``Contract`` that are over (``months_to_return``)."""
    before = func.date_trunc("month", cast(TODAY, DateTime)) - timedelta(days=1)
    last = case((Contract.ends_on < TODAY, cast(Contract.ends_on, DateTime)), else_=before)
    begins = func.date_trunc("month", cast(Contract.starts_on, DateTime))
    every = func.generate_series(begins, last, func.make_interval(0, 1))
    return every.table_valued(column("first", DateTime), name="over").render_derived()


def _returns(who: Role) -> Asked:
    """To confirm, for the buyer; to correct, for whoever is asked about them."""
    side, state, mine = Contract.supplier_id, ReturnState.QUESTIONED, _DELIVERS
    words, verb = "Correct the hours returned", "labour_return.correct"
    if who is Role.BUYER:
        side, state, mine = Contract.buyer_id, ReturnState.MADE, READER.organisations_as(who)
        words, verb = "Confirm the hours returned", "labour_return.confirm"
    wanted = (
        select(side, LabourReturn.month, Contract.title, Contract.id)
        .join(Contract, Contract.id == LabourReturn.contract_id)
        .where(LabourReturn.state == state, side.in_(mine))
        .order_by(LabourReturn.month, LabourReturn.id)
    )
    kind = Kind(who, words, verb, "contracts.read")

    def told(month: date, contract: str, contract_id: UUID) -> Task:
        return kind.task(f"{month:%B %Y} – {contract}", contract_id)

    return Asked(wanted, kind, told)
