"""Which things does a track record count, and is each of them kept?

Of each organisation's newest contracts, invoices and pledges, so that an old one costs no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from invoicing.billing.invoice import InvoiceState
from marketplace.contracts.models.contracts import Contract, ContractClause, Milestone
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.economy.queries.pledges import DAY_BEFORE_ENTRY, paid_by_stage
from marketplace.engine.db import london_day_of
from marketplace.engine.paging import MOST_COUNTED
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.developments import Development
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.payers import received_on
from procurement.contracts.contract import ContractState
from procurement.organisations.track_record import Figure

_MOST_PLEDGES = 100
_A_YEAR = timedelta(days=365)
_UNDER_CONTRACT = (ContractState.SIGNED, ContractState.COMPLETED)
_SIGNED_ON = london_day_of(func.greatest(Contract.buyer_signed_at, Contract.supplier_signed_at))
_NUMBERED = Invoice.number + ", " + Organisation.name
"""How the owner knows an invoice: numbers are each supplier's own."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Which organisations are judged, by things that fell due from which day to which: values, or
    what stands for them in a statement that is built once."""

    ids: Any
    first: Any
    last: Any


def things(figure: Figure, wanted: Judged) -> Select[Any]:
    """The newest things of a figure: ``owner``, ``key``, ``day``, ``is_kept``, the ``days`` that a
    payment took, and, for the owner alone, its ``title`` and the contract, invoice or pledge that is
    its ``subject``."""
    found = _THINGS[figure](wanted).subquery()
    return (
        select(found)
        .where(found.c.day.between(wanted.first, wanted.last))
        .order_by(found.c.day.desc(), found.c.key.desc())
        .limit(MOST_COUNTED)
    )


def _shaped(
    owner: SQLColumnExpression[UUID],
    key: SQLColumnExpression[UUID],
    day: SQLColumnExpression[date],
    is_kept: ColumnElement[bool],
    title: SQLColumnExpression[str],
    subject: SQLColumnExpression[UUID],
    days: ColumnElement[int] | None = None,
) -> Select[Any]:
    columns: tuple[Any, ...] = (
        owner.label("owner"),
        key.label("key"),
        cast(day, Date).label("day"),
        type_coerce(func.coalesce(is_kept, False), Boolean).label("is_kept"),
        (cast(null(), BigInteger) if days is None else cast(days, BigInteger)).label("days"),
        title.label("title"),
        subject.label("subject"),
    )
    return select(*columns)


def _contracts(wanted: Judged) -> Select[Any]:
    return (
        _shaped(
            Contract.supplier_id,
            Contract.id,
            _SIGNED_ON,
            literal(True),
            Contract.title,
            Contract.id,
        )
        .where(Contract.supplier_id.in_(wanted.ids), Contract.state.in_(_UNDER_CONTRACT))
        .order_by(Contract.id.desc())
        .limit(MOST_COUNTED)
    )


def _newest(side: SQLColumnExpression[UUID], wanted: Judged) -> Any:
    return (
        select(
            Contract.id,
            side.label("owner"),
            Contract.title,
            Contract.ends_on,
            _SIGNED_ON.label("signed_on"),
        )
        .where(side.in_(wanted.ids), Contract.state.in_(_UNDER_CONTRACT))
        .order_by(Contract.id.desc())
        .limit(MOST_COUNTED)
        .subquery()
    )


def _work(wanted: Judged) -> Select[Any]:
    """Milestones, claimed by their day or not; what only releases money is no work, and one that was
    due before both had signed had no day that could be kept."""
    of = _newest(Contract.supplier_id, wanted)
    done_on = london_day_of(func.coalesce(Milestone.claimed_at, Milestone.accepted_at))
    is_kept = done_on <= Milestone.due_on
    title = of.c.title + ": " + Milestone.title
    return (
        _shaped(of.c.owner, Milestone.id, Milestone.due_on, is_kept, title, of.c.id)
        .join(of, of.c.id == Milestone.contract_id)
        .where(~Milestone.is_retention, Milestone.due_on >= of.c.signed_on)
    )


def _promises(wanted: Judged) -> Select[Any]:
    """What a contract promised to the community, once it is over."""
    of = _newest(Contract.supplier_id, wanted)
    is_kept = ContractClause.delivered >= ContractClause.promised
    title = of.c.title + ": " + ContractClause.text
    day = func.greatest(of.c.ends_on, of.c.signed_on, type_=Date)
    return _shaped(of.c.owner, ContractClause.id, day, is_kept, title, of.c.id).join(
        of, of.c.id == ContractClause.contract_id
    )


def _retention(wanted: Judged) -> Select[Any]:
    """What was held back, once it is due and asked for, and whether the buyer has let it go."""
    of = _newest(Contract.buyer_id, wanted)
    day = func.greatest(Milestone.due_on, london_day_of(Milestone.claimed_at), type_=Date)
    is_kept = Milestone.accepted_at.is_not(None)
    title = of.c.title + ": " + Milestone.title
    return (
        _shaped(of.c.owner, Milestone.id, day, is_kept, title, of.c.id)
        .join(of, of.c.id == Milestone.contract_id)
        .where(
            Milestone.is_retention,
            or_(Milestone.claimed_at.is_not(None), Milestone.accepted_at.is_not(None)),
        )
    )


def _undisputed(side: SQLColumnExpression[UUID]) -> Callable[[Judged], Select[Any]]:
    """Invoices, never disputed or only by a dispute that was taken back with nothing credited."""
    note = aliased(Invoice)
    taken_back = and_(Invoice.disputed.is_(None), ~exists().where(note.credits_id == Invoice.id))
    is_kept = or_(Invoice.disputed_at.is_(None), taken_back)
    day = func.greatest(Invoice.due_on, london_day_of(Invoice.disputed_at), type_=Date)

    def rows(wanted: Judged) -> Select[Any]:
        found = _shaped(side, Invoice.id, day, is_kept, _NUMBERED, Invoice.id)
        return found.join(Organisation, Organisation.id == Invoice.supplier_id).where(
            side.in_(wanted.ids),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.due_on.between(wanted.first - _A_YEAR, wanted.last),
            or_(Invoice.due_on >= wanted.first, Invoice.disputed_at.is_not(None)),
        )

    return lambda wanted: _newest_due(rows(wanted))


def _paid(wanted: Judged) -> Select[Any]:
    """Invoices that stand, paid by the day agreed or not."""
    is_kept = Invoice.paid_on <= Invoice.due_on
    taken = func.greatest(Invoice.paid_on - received_on(), 0)
    days = case((Invoice.paid_on.is_not(None), taken))
    found = _shaped(
        Invoice.buyer_id, Invoice.id, Invoice.due_on, is_kept, _NUMBERED, Invoice.id, days
    ).join(Organisation, Organisation.id == Invoice.supplier_id)
    return _newest_due(
        found.where(
            Invoice.buyer_id.in_(wanted.ids),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
            Invoice.due_on.between(wanted.first, wanted.last),
        )
    )


def _newest_due(found: Select[Any]) -> Select[Any]:
    return found.order_by(Invoice.due_on.desc(), Invoice.id.desc()).limit(MOST_COUNTED)


def _pledges(wanted: Judged) -> Select[Any]:
    """Stages of pledges that everybody reads, and whether so much was paid by their day.

    A stage counts from its day, or from its confirmation where that came later. What was paid
    before the pledge was entered here keeps no stage: nothing of it was still to come. Withdrawn
    later, a stage stays: what was missed is not made to vanish.
    """
    newest = (
        select(Pledge.id, Development.name)
        .join(Development, Development.id == Pledge.development_id)
        .where(
            Pledge.pledger_id.in_(wanted.ids),
            Pledge.confirmed_at.is_not(None),
            Development.published_at.is_not(None),
        )
        .order_by(Pledge.id.desc())
        .limit(_MOST_PLEDGES)
        .subquery()
    )
    so_far = func.sum(type_coerce(PledgeStage.amount, BigInteger)).over(
        partition_by=PledgeStage.pledge_id, order_by=PledgeStage.number
    )
    promised = (
        select(PledgeStage.id, newest.c.name, so_far.label("pence"))
        .join(newest, newest.c.id == PledgeStage.pledge_id)
        .subquery()
    )
    came = type_coerce(paid_by_stage(cast(wanted.last, Date)), BigInteger)
    paid_before = type_coerce(paid_by_stage(DAY_BEFORE_ENTRY), BigInteger)
    day = func.greatest(PledgeStage.by, london_day_of(Pledge.confirmed_at), type_=Date)
    return (
        _shaped(
            Pledge.pledger_id, PledgeStage.id, day,
            came >= promised.c.pence, promised.c.name, Pledge.id,
        )
        .join(Pledge, Pledge.id == PledgeStage.pledge_id)
        .join(promised, promised.c.id == PledgeStage.id)
        .where(
            day.between(wanted.first, wanted.last),
            paid_before < promised.c.pence,
            or_(Pledge.withdrawn_at.is_(None), PledgeStage.by < london_day_of(Pledge.withdrawn_at)),
        )
    )  # fmt: skip


_THINGS: Mapping[Figure, Callable[[Judged], Select[Any]]] = {
    Figure.CONTRACTS: _contracts,
    Figure.WORK_ON_TIME: _work,
    Figure.PROMISES_KEPT: _promises,
    Figure.INVOICES_UNDISPUTED: _undisputed(Invoice.supplier_id),
    Figure.PAID_ON_TIME: _paid,
    Figure.RECEIVED_UNDISPUTED: _undisputed(Invoice.buyer_id),
    Figure.RETENTION_RELEASED: _retention,
    Figure.PLEDGES_KEPT: _pledges,
}
