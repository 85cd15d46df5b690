"""What does a development come to: a figure of each kind, and the entries of what was paid?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.rights import reads_all_below
from marketplace.economy.queries.totals import figures_kept
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.above import asked_by
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from procurement.ground.money import Money

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class DevelopmentFigures:
    """One figure of each kind, the sums beside each other and never added. Jobs are those that
    contracts promise."""

    coming: int
    packages: int
    """Those that everybody may answer, still open."""
    tenders: int
    contracts: int
    received: Money
    """Received by social enterprises under its contracts, without VAT."""
    promises: int
    jobs: Decimal
    spaces: int
    pledged: Money
    """By pledges that are confirmed and not withdrawn."""


def figures_of(development_id: UUID) -> DevelopmentFigures:
    """From the kept totals: one query."""
    kept = figures_kept([development_id])

    def of(figure: str) -> Decimal:
        return kept.get((development_id, figure), _NONE)

    return DevelopmentFigures(
        coming=int(of("coming")),
        packages=int(of("packages")),
        tenders=int(of("tenders")),
        contracts=int(of("contracts")),
        received=Money(int(of("received"))),
        promises=int(of("promises")),
        jobs=of("jobs"),
        spaces=int(of("spaces")),
        pledged=Money(int(of("pledged"))),
    )


@dataclass(frozen=True, slots=True)
class PaidContract:
    """A contract of a development, and what social enterprises received under it, without VAT."""

    contract: Contract
    buyer: str
    supplier: str
    received: Money
    opens_below: bool
    """Whether there are contracts below it, and the person may read of them."""


def paid_contracts(actor: Actor, development_id: UUID, beside: Beside) -> Stretch[PaidContract]:
    """One page of the contracts, the newest first, each with what came under it by the kept totals:
    three queries, and two more for whoever belongs to an organisation."""
    wanted: Select[Contract] = (
        select(Contract)
        .join(DevelopmentLink, DevelopmentLink.contract_id == Contract.id)
        .where(DevelopmentLink.development_id == development_id)
    )
    page = stretch_of(wanted, (DevelopmentLink.id,), beside, descending=True)
    sides = {key for (row,) in page.rows for key in (row.buyer_id, row.supplier_id)}
    names, kept = names_of(sides), figures_kept([row.id for (row,) in page.rows])
    opening = _opening_below(actor, [row for (row,) in page.rows])
    return Stretch(
        [
            PaidContract(
                row,
                names[row.buyer_id],
                names[row.supplier_id],
                Money(int(kept.get((row.id, "received"), _NONE))),
                row.id in opening,
            )
            for (row,) in page.rows
        ],
        page.before,
        page.after,
    )


def _opening_below(actor: Actor, contracts: Sequence[Contract]) -> set[UUID]:
    """Those with contracts below them that this person sees all of (``reads_all_below``)."""
    if not actor.organisations:
        return set()
    ids = [row.id for row in contracts]
    asked = asked_by(ids)
    has_below = set(
        db.session.scalars(
            select(Package.parent_contract_id)
            .where(Package.parent_contract_id.in_(ids), Package.contract_id.is_not(None))
            .distinct()
        )
    )
    return {
        row.id
        for row in contracts
        if row.id in has_below and reads_all_below(actor, row, is_agreed=row.id in asked)
    }


def linked_contract(development_id: UUID, contract_id: UUID) -> Select[Contract]:
    """One contract that is shown with a development."""
    shown = select(DevelopmentLink.contract_id).where(
        DevelopmentLink.development_id == development_id
    )
    return select(Contract).where(Contract.id == contract_id, Contract.id.in_(shown))


def received_under(contract_id: UUID, beside: Beside) -> Stretch[tuple[LedgerEntry, str]]:
    """One page of the entries of the ledger under a contract, each with who received it; the newest
    first."""
    wanted: Select[LedgerEntry, str] = (
        select(LedgerEntry)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .join(Organisation, Organisation.id == LedgerEntry.organisation_id)
        .where(Invoice.contract_id == contract_id)
        .add_columns(Organisation.name)
    )
    order = (LedgerEntry.received_on, LedgerEntry.id)
    return stretch_of(wanted, order, beside, descending=True)


def sum_received(thing_id: UUID) -> Money:
    """What social enterprises received under a contract, or under all contracts of a development, by
    the kept totals: one query."""
    return Money(int(figures_kept([thing_id]).get((thing_id, "received"), _NONE)))
