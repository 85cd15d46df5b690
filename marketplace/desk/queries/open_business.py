"""What is an organisation still in the middle of, so that nobody may close it here?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from invoicing.payments.payment_word import RepaymentState
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.desk.queries.counts import counted_rows
from marketplace.desk.queries.open_packages import open_packages
from marketplace.engine.shown import plural
from marketplace.organisations.models.hostings import Hosting
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payments import Repayment
from marketplace.payments.queries.invoice_lists import OPEN
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.bid import BidState
from procurement.contracts.contract import ContractState
from procurement.organisations.hosting import STANDING
from procurement.tendering.tender import TenderState

_RUNNING = (TenderState.PUBLISHED, TenderState.OPENED)


def open_business(organisation_id: UUID) -> list[str]:
    """In words, each kind of business that is not finished: eleven queries."""
    return list(_open(organisation_id))


def _open(own: UUID) -> Iterator[str]:
    if count := counted_rows(Tender, Tender.buyer_id == own, Tender.state.in_(_RUNNING)):
        yield f"{plural(count, 'tender')} published and not decided"
    joint = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id == own, ConsortiumMember.state == MemberState.ACCEPTED
    )
    if count := counted_rows(
        Bid,
        Bid.organisation_id.is_not_distinct_from(own) | Bid.consortium_id.in_(joint),
        Bid.state.in_([BidState.SUBMITTED, BidState.OPENED]),
        Bid.tender_id.in_(select(Tender.id).where(Tender.state.in_(_RUNNING))),
    ):
        yield f"{plural(count, 'bid')} submitted and not decided"
    shared = select(ContractShare.contract_id).where(ContractShare.organisation_id == own)
    if count := counted_rows(
        Contract,
        (Contract.buyer_id == own)
        | (Contract.supplier_id == own)
        | (Contract.for_group_id == own)
        | Contract.id.in_(shared),
        Contract.state.in_([ContractState.AWAITING_SIGNATURE, ContractState.SIGNED]),
    ):
        yield f"{plural(count, 'contract')} running or to be signed"
    if count := counted_rows(
        Hosting,
        (Hosting.group_id == own) | (Hosting.host_id == own),
        Hosting.state.in_(STANDING),
    ):
        yield f"{plural(count, 'hosting')} asked for or agreed"
    yield from open_packages(own)
    if count := counted_rows(
        Invoice,
        (Invoice.buyer_id == own) | (Invoice.supplier_id == own),
        Invoice.kind == InvoiceKind.INVOICE,
        Invoice.state.in_(OPEN),
    ):
        yield f"{plural(count, 'invoice')} not settled"
    if count := counted_rows(
        Repayment,
        (Repayment.payer_id == own) | (Repayment.payee_id == own),
        Repayment.state != RepaymentState.SETTLED,
    ):
        yield f"{plural(count, 'sum')} owed back"
