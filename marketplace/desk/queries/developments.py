"""What does a development come to: a figure of each kind, and the entries of what was paid?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.engine import db
from marketplace.engine.paging import Beside, Stretch, count_of, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.pipeline import coming_on
from marketplace.packages.models.spaces import spaces_of
from marketplace.packages.queries.packages import packages_for_everyone
from marketplace.packages.queries.promises import promises_under
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from marketplace.tendering.models.tenders import Tender
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState


@dataclass(frozen=True, slots=True)
class DevelopmentFigures:
    """One figure of each kind; the counts as ``paging.counted`` counts, the sums beside each other
    and never added. Jobs are those that contracts promise."""

    coming: int
    packages: int
    """Those that everybody reads."""
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
    """One query."""
    links = select(DevelopmentLink.id).where(DevelopmentLink.development_id == development_id)
    contracts = links.with_only_columns(DevelopmentLink.contract_id).where(
        DevelopmentLink.contract_id.is_not(None)
    )
    tenders = links.join(Tender, Tender.id == DevelopmentLink.tender_id).where(
        Tender.state != TenderState.DRAFT
    )
    jobs = promises_under(development_id, only_jobs=True).with_only_columns(
        func.coalesce(func.sum(ContractClause.promised), 0)
    )
    pledged = (
        select(func.coalesce(func.sum(PledgeStage.amount), 0))
        .join(Pledge, Pledge.id == PledgeStage.pledge_id)
        .where(
            Pledge.development_id == development_id,
            Pledge.confirmed_at.is_not(None),
            Pledge.withdrawn_at.is_(None),
        )
    )
    row = db.session.execute(
        select(
            count_of(coming_on(development_id)),
            count_of(packages_for_everyone(development_id)),
            count_of(tenders),
            count_of(contracts),
            _received(Invoice.contract_id.in_(contracts)).scalar_subquery(),
            count_of(promises_under(development_id)),
            jobs.scalar_subquery(),
            count_of(spaces_of(development_id)),
            pledged.scalar_subquery(),
        )
    ).one()
    return DevelopmentFigures(
        coming=row[0],
        packages=row[1],
        tenders=row[2],
        contracts=row[3],
        received=row[4],
        promises=row[5],
        jobs=Decimal(row[6]),
        spaces=row[7],
        pledged=row[8],
    )


@dataclass(frozen=True, slots=True)
class PaidContract:
    """A contract of a development, and what social enterprises received under it, without VAT."""

    contract: Contract
    buyer: str
    supplier: str
    received: Money


def paid_contracts(development_id: UUID, beside: Beside) -> Stretch[PaidContract]:
    """One page of the contracts, the newest first, each with what came under it: two queries."""
    came = _received(Invoice.contract_id == Contract.id).correlate(Contract).scalar_subquery()
    wanted: Select[Contract, Any] = (
        select(Contract, came)
        .join(DevelopmentLink, DevelopmentLink.contract_id == Contract.id)
        .where(DevelopmentLink.development_id == development_id)
    )
    page = stretch_of(wanted, (DevelopmentLink.id,), beside, descending=True)
    sides = {key for row, _ in page.rows for key in (row.buyer_id, row.supplier_id)}
    names = names_of(sides)
    return Stretch(
        [
            PaidContract(row, names[row.buyer_id], names[row.supplier_id], received)
            for row, received in page.rows
        ],
        page.before,
        page.after,
    )


def _received(of: ColumnElement[bool]) -> Select[Any]:
    """The sum of the ledger's lines of these invoices."""
    return (
        select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(of)
    )
