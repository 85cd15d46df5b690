"""What does a payment bring to the local economy? Each pound of it entered once in a place."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from invoicing.economy.local_economy import Entry
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.directory import is_counted
from marketplace.organisations.queries.whereabouts import Whereabouts, whereabouts_of
from marketplace.payments.models.invoices import (
    Invoice,
    InvoiceKind,
    SubcontractDeduction,
    SubcontractTradedFrom,
)
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation, Payment, TradedFrom
from marketplace.payments.queries.invoices import passed_on_from
from marketplace.payments.queries.received_parts import parts_received
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("subcontract.declare")
def declare_subcontract(
    act: Act, invoice: Invoice, *, organisation_id: UUID, amount: Money
) -> SubcontractDeduction:
    """Say what of an invoice, without VAT, is passed on to another counted enterprise.

    So that each pound is counted once; said before the first payment, because what
    is paid is in the ledger.
    """
    if invoice.kind is not InvoiceKind.INVOICE or invoice.state is InvoiceState.CREDITED:
        raise Refusal("This invoice stands no more.")
    if db.session.scalar(select(Allocation.id).where(Allocation.invoice_id == invoice.id).limit(1)):
        raise Refusal("Money has been paid on this invoice, and is counted already.")
    if organisation_id == invoice.supplier_id or not is_counted(organisation_id, act.today):
        raise Refusal(
            "Choose another enterprise that is verified here: only what it gets is counted there.",
            field="organisation_id",
        )
    if organisation_id == db.session.get_one(Contract, invoice.contract_id).for_group_id:
        raise Refusal(
            "You host this group: what you forward to it is counted as received by you.",
            field="organisation_id",
        )
    left = invoice.net - Money.total(row.amount for row in passed_on_from(invoice.id))
    if not Money(0) < amount <= left:
        raise Refusal(
            f"Give an amount of more than £0.00 and not more than {left}, without VAT.",
            field="amount",
        )
    return act.add(
        SubcontractDeduction(
            invoice_id=invoice.id,
            organisation_id=organisation_id,
            amount=amount,
            declared_at=act.now,
        )
    )


def enter_allocation(act: Act, allocation: Allocation, payment: Payment, invoice: Invoice) -> None:
    """Enter what one allocation brings, net of VAT: to the payee, and to whom it passes on.

    Nothing is entered for an enterprise that was not counted, or traded outside every
    place, on the day of the cash.
    """
    if allocation.amount.pence > 0 and payment.refunds_id is None:
        _keep_standings(act, payment, invoice)
    (part,) = (
        part
        for part in parts_received(Invoice.id == invoice.id)
        if part.allocation.id == allocation.id
    )
    allocation.not_known = part.not_known
    for entry in part.entries():
        row = ledger_entry(entry, part.standings[entry.organisation])
        row.buyer_id, row.allocation_id = payment.payer_id, allocation.id
        act.add(row)


def ledger_entry(entry: Entry[Any], traded: TradedFrom | Whereabouts) -> LedgerEntry:
    """The row of one line, and where its organisation traded; who paid and why are still to be said."""
    return LedgerEntry(
        organisation_id=entry.organisation,
        source=entry.source,
        evidence=entry.assurance,
        amount=entry.net,
        received_on=entry.on,
        theme=entry.theme,
        ward_code=traded.ward_code,
        lsoa_code=traded.lsoa_code,
        imd_decile=traded.imd_decile,
        places=sorted(entry.places),
    )


def _keep_standings(act: Act, payment: Payment, invoice: Invoice) -> None:
    """Copy where those stand, on the day of the cash, to whom the invoice is passed on.

    Once for each payment, though it be set against the invoice twice.
    """
    kept = db.session.scalars(
        select(SubcontractTradedFrom.deduction_id).where(
            SubcontractTradedFrom.payment_id == payment.id
        )
    ).all()
    passed_on = [row for row in passed_on_from(invoice.id) if row.id not in kept]
    trading = whereabouts_of((row.organisation_id for row in passed_on), payment.paid_on)
    for row in passed_on:
        whereabouts = trading.get(row.organisation_id, Whereabouts())
        act.add(
            SubcontractTradedFrom(
                payment_id=payment.id,
                deduction_id=row.id,
                ward_code=whereabouts.ward_code,
                lsoa_code=whereabouts.lsoa_code,
                imd_decile=whereabouts.imd_decile,
                places=list(whereabouts.places),
                is_counted=is_counted(row.organisation_id, payment.paid_on),
            )
        )
