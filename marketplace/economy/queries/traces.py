"""Where did one pound of the ledger come from? Every step back to the tender, in few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.economy.models.fundings import Funding
from marketplace.engine import db
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.documents import newest_version
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from marketplace.payments.queries.received_parts import ReceivedPart, parts_received
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry and all that it rests on; what does not apply is None."""

    entry: LedgerEntry
    names: Mapping[UUID, str]
    funding: Funding | None = None
    document: DocumentVersion | None = None
    part: ReceivedPart | None = None
    milestone: Milestone | None = None
    shares: Sequence[ContractShare] = ()
    award: Award | None = None
    lot: Lot | None = None
    tender: Tender | None = None
    price: BidPrice | None = None

    @property
    def passed_on(self) -> Money:
        """Of the whole invoice: what came to the enterprise, or was taken off where this counts."""
        if self.part is None:
            return Money(0)
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
        names = names_of({entry.organisation_id, entry.buyer_id})
        return Trace(entry, names, funding=funding, document=newest_version(funding.document_id))
    allocation = db.session.get_one(Allocation, entry.allocation_id)
    part = next(
        part
        for part in parts_received(Invoice.id == allocation.invoice_id)
        if part.allocation.id == allocation.id
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
        names_of(wanted | {share.organisation_id for share in shares}),
        part=part,
        milestone=_milestone(part.invoice.milestone_id),
        shares=shares,
        award=award,
        lot=lot,
        tender=tender,
        price=price,
    )


def _milestone(milestone_id: UUID | None) -> Milestone | None:
    return db.session.get(Milestone, milestone_id) if milestone_id else None


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
