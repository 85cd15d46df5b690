"""Which lines stand in the ledger of a place, and what do they come to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import aliased

from invoicing.payments.payment_word import PaymentState
from marketplace.economy.models.fundings import Funding
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.totals import most_named, total_of
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry, ledger_of, ledger_visible_to
from marketplace.payments.models.payments import Allocation, Payment, PaymentMethod
from marketplace.payments.queries.ledger import slugs_read_by
from procurement.ground.money import Money

Chosen = Select[LedgerEntry, str, str, str, PaymentState | None, PaymentMethod | None]
"""The columns of a ``Line``."""

MOST_NAMED = 200
"""Of how many enterprises, and of how many payers, one can choose: those with most lines."""

_ORDER = (LedgerEntry.received_on, LedgerEntry.id)


@dataclass(frozen=True, slots=True)
class WantedLines:
    """What a reader looks for; empty means any."""

    place: str
    period: Period
    theme: str = ""
    enterprise: UUID | None = None
    payer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the names on it; ``number`` is the invoice's, empty for a funding.

    ``word`` and ``method`` are those of the payment: whose word it is that it came.
    """

    entry: LedgerEntry
    enterprise: str
    payer: str
    number: str
    word: PaymentState | None
    method: PaymentMethod | None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the ledger, how many lines fit in all, their sum, and whom one may search for."""

    listed: Stretch[Line]
    count: int
    total: Money
    enterprises: Sequence[tuple[UUID, str]]
    payers: Sequence[tuple[UUID, str]]


def ledger_page(actor: Actor, wanted: WantedLines, beside: Beside) -> LedgerPage:
    """The page beside a line, the newest line first: five queries, none of which reads all lines."""
    page = stretch_of(_chosen(actor, wanted), _ORDER, beside, descending=True)
    names = {"theme": wanted.theme, "payer": wanted.payer, "organisation": wanted.enterprise}
    slugs = slugs_read_by(actor)
    total = total_of(
        "received",
        wanted.place,
        wanted.period.slug,
        {kind: str(name) for kind, name in names.items() if name},
    )
    is_read = wanted.place in slugs
    return LedgerPage(
        Stretch([Line(*row) for row in page.rows], page.before, page.after),
        total.lines if is_read else 0,
        Money(total.pence if is_read else 0),
        most_named(slugs, "organisation", MOST_NAMED, wanted.enterprise),
        most_named(slugs, "payer", MOST_NAMED, wanted.payer),
    )


def ledger_lines(actor: Actor, wanted: WantedLines, most: int) -> list[Line]:
    """The newest lines, no more than so many, in one query."""
    newest = _chosen(actor, wanted).order_by(*(column.desc() for column in _ORDER))
    return [Line(*row) for row in db.session.execute(newest.limit(most))]


def entry_seen_by(actor: Actor, entry_id: UUID) -> Select[LedgerEntry]:
    """One entry, where this person may read it."""
    return ledger_visible_to(actor).where(LedgerEntry.id == entry_id)


def _chosen(actor: Actor, wanted: WantedLines) -> Chosen:
    who, from_whom = aliased(Organisation), aliased(Organisation)
    lines = (
        ledger_of(actor, wanted.place)
        .join(who, who.id == LedgerEntry.organisation_id)
        .join(from_whom, from_whom.id == LedgerEntry.buyer_id, isouter=True)
        .join(Funding, Funding.id == LedgerEntry.funding_id, isouter=True)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id, isouter=True)
        .join(Invoice, Invoice.id == Allocation.invoice_id, isouter=True)
        .join(Payment, Payment.id == Allocation.payment_id, isouter=True)
        .where(
            LedgerEntry.received_on.between(wanted.period.first, wanted.period.last),
        )
        .add_columns(
            who.name,
            func.coalesce(from_whom.name, Funding.funder_name, ""),
            func.coalesce(Invoice.number, ""),
            Payment.state,
            Payment.method,
        )
    )
    if wanted.theme:
        lines = lines.where(LedgerEntry.theme == wanted.theme)
    if wanted.enterprise:
        lines = lines.where(LedgerEntry.organisation_id == wanted.enterprise)
    if wanted.payer:
        lines = lines.where(LedgerEntry.buyer_id == wanted.payer)
    return lines
