"""Where did one pound of the ledger come from? Every step back to the tender, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import aliased

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.economy.models.fundings import Funding
from marketplace.economy.queries.board import Period
from marketplace.engine import db
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from marketplace.payments.queries.received_parts import Part, parts_received
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the names on it; ``number`` is the invoice's, empty for a funding."""

    entry: LedgerEntry
    enterprise: str
    payer: str
    number: str


def lines(
    visible: Select[LedgerEntry],
    place: str,
    period: Period,
    *,
    theme: str = "",
    enterprise: UUID | None = None,
    payer: UUID | None = None,
) -> Select[LedgerEntry, str, str, str]:
    """The lines of a place's ledger that fit the search, the newest first; see ``read_lines``."""
    who, from_whom = aliased(Organisation), aliased(Organisation)
    found = (
        visible.join(who, who.id == LedgerEntry.organisation_id)
        .join(from_whom, from_whom.id == LedgerEntry.buyer_id, isouter=True)
        .join(Funding, Funding.id == LedgerEntry.funding_id, isouter=True)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id, isouter=True)
        .join(Invoice, Invoice.id == Allocation.invoice_id, isouter=True)
        .where(
            LedgerEntry.places.contains([place]),
            LedgerEntry.received_on.between(period.first, period.last),
        )
        .add_columns(
            who.name,
            func.coalesce(from_whom.name, Funding.funder_name, ""),
            func.coalesce(Invoice.number, ""),
        )
        .order_by(LedgerEntry.received_on.desc(), LedgerEntry.id.desc())
    )
    if theme:
        found = found.where(LedgerEntry.theme == theme)
    if enterprise:
        found = found.where(LedgerEntry.organisation_id == enterprise)
    if payer:
        found = found.where(LedgerEntry.buyer_id == payer)
    return found


def read_lines(chosen: Select[LedgerEntry, str, str, str]) -> list[Line]:
    """The rows of ``lines``."""
    return [Line(*row) for row in db.session.execute(chosen)]


def count_and_sum(chosen: Select[LedgerEntry, str, str, str]) -> tuple[int, Money]:
    """How many lines there are, and what they come to."""
    every = chosen.order_by(None).with_only_columns(LedgerEntry.amount).subquery()
    row = db.session.execute(select(func.count(), func.sum(every.c.amount))).one()
    return row[0], Money(int(getattr(row[1], "pence", row[1] or 0)))


def named_in(
    visible: Select[LedgerEntry],
    column: SQLColumnExpression[UUID | None],
) -> Sequence[Row[UUID, str]]:
    """Ids and names of the organisations that stand in a column of the visible ledger."""
    ids = visible.with_only_columns(column).distinct()
    return db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name)
    ).all()


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry and all that it rests on; what does not apply is None."""

    entry: LedgerEntry
    names: Mapping[UUID, str]
    funding: Funding | None = None
    document: DocumentVersion | None = None
    part: Part | None = None
    milestone: Milestone | None = None
    shares: Sequence[ContractShare] = ()
    award: Award | None = None
    lot: Lot | None = None
    tender: Tender | None = None
    price: BidPrice | None = None

    @property
    def passed_on_pence(self) -> int:
        """Of the whole invoice: what came to the enterprise, or was taken off where this counts."""
        if self.part is None:
            return 0
        if self.is_passed_on:
            return self.part.passed_on_to(self.entry.organisation_id)
        return self.part.taken_off_in(self.entry.places)

    @property
    def is_passed_on(self) -> bool:
        """Whether the enterprise was not paid here, but by the one that was."""
        return self.part is not None and self.entry.organisation_id != self.part.payment.payee_id


def trace_of(entry: LedgerEntry) -> Trace:
    """Follow an entry back: payment, invoice, milestone, contract, award, tender; or its funding."""
    if entry.funding_id is not None:
        funding = db.session.get_one(Funding, entry.funding_id)
        names = _names({entry.organisation_id, entry.buyer_id})
        return Trace(entry, names, funding=funding, document=_newest(funding.document_id))
    allocation = db.session.get_one(Allocation, entry.allocation_id)
    part = next(
        one
        for one in parts_received(Invoice.id == allocation.invoice_id)
        if one.allocation.id == allocation.id
    )
    contract = part.contract
    shares = db.session.scalars(
        select(ContractShare)
        .where(ContractShare.contract_id == contract.id)
        .order_by(ContractShare.position)
    ).all()
    award, lot, tender, price = _awarded(contract)
    wanted = {entry.organisation_id, entry.buyer_id, contract.supplier_id, part.payment.payee_id}
    return Trace(
        entry,
        _names(wanted | {share.organisation_id for share in shares}),
        part=part,
        milestone=_milestone(part.invoice.milestone_id),
        shares=shares,
        award=award,
        lot=lot,
        tender=tender,
        price=price,
    )


def _names(ids: set[UUID | None]) -> dict[UUID, str]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids - {None}))
    )
    return {row.id: row.name for row in rows}


def _milestone(milestone_id: UUID | None) -> Milestone | None:
    return db.session.get(Milestone, milestone_id) if milestone_id else None


def _newest(document_id: UUID | None) -> DocumentVersion | None:
    return db.session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    ).one_or_none()


def _awarded(
    contract: Contract,
) -> tuple[Award, Lot, Tender, BidPrice] | tuple[None, None, None, None]:
    row = db.session.execute(
        select(Award, Lot, Tender, BidPrice)
        .join(Lot, Lot.id == Award.lot_id)
        .join(Tender, Tender.id == Award.tender_id)
        .join(Bid, Bid.id == Award.bid_id)
        .join(
            BidPrice, (BidPrice.bid_id == Bid.id) & (BidPrice.lot_id == Award.lot_id), isouter=True
        )
        .where(Award.id == contract.award_id)
    ).one_or_none()
    return (row[0], row[1], row[2], row[3]) if row else (None, None, None, None)
