"""What does a payment bring to the local economy? Entered once for each allocation."""

from sqlalchemy import func, select

from invoicing.local_economy import Assurance, Movement, Origin, Party, Stage, entries, net_part
from marketplace import db
from marketplace.action import Act
from marketplace.models.contracts import Contract
from marketplace.models.invoices import Invoice, SubcontractDeduction
from marketplace.models.ledger import Evidence, LedgerEntry, Source
from marketplace.models.payments import Allocation, Payment
from procurement.money import Money


def enter_allocation(
    act: Act, allocation: Allocation, payment: Payment, invoice: Invoice, contract: Contract
) -> None:
    """Enter what one allocation brings a counted enterprise, net of VAT and of what it passes on.

    Nothing is entered where the payee was not counted, or traded outside every
    place, on the day of the cash.
    """
    places = frozenset(payment.places) if payment.is_counted else frozenset()
    if not invoice.gross:
        return
    movement = Movement(
        stage=Stage.RECEIVED,
        source=f"allocation {allocation.id}",
        origin=Origin.CONTRACT,
        chain=(Party(str(payment.payer_id)),),
        receiver=Party(str(payment.payee_id), places),
        net_pence=_net_pence(allocation, invoice),
        on=payment.paid_on,
        theme=contract.theme,
        assurance=Assurance.PLATFORM_VERIFIED,
    )
    for entry in entries(movement):
        act.add(
            LedgerEntry(
                organisation_id=payment.payee_id,
                buyer_id=payment.payer_id,
                allocation_id=allocation.id,
                source=Source(entry.origin),
                evidence=Evidence(entry.assurance),
                amount=Money(entry.net_pence),
                received_on=entry.on,
                theme=entry.theme,
                ward_code=payment.ward_code,
                lsoa_code=payment.lsoa_code,
                imd_decile=payment.imd_decile,
                places=sorted(entry.places),
            )
        )


def _net_pence(allocation: Allocation, invoice: Invoice) -> int:
    """The allocation's part of what the enterprise keeps of the invoice's net sum."""
    passed_on = db.session.scalar(
        select(func.coalesce(func.sum(SubcontractDeduction.amount), 0)).where(
            SubcontractDeduction.invoice_id == invoice.id
        )
    )
    before = db.session.scalar(
        select(func.coalesce(func.sum(Allocation.amount), 0)).where(
            Allocation.invoice_id == invoice.id, Allocation.id != allocation.id
        )
    )
    return net_part(
        invoice.net.pence - _pence(passed_on),
        invoice.gross.pence,
        _pence(before),
        allocation.amount.pence,
    )


def _pence(amount: Money | int | None) -> int:
    return int(amount.pence if isinstance(amount, Money) else amount or 0)
