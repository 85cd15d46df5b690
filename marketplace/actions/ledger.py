"""What does a payment bring to the local economy? Entered once for each allocation."""

from uuid import UUID

from sqlalchemy import func, select

from invoicing.invoice import InvoiceState
from invoicing.local_economy import Assurance, Movement, Origin, Party, Stage, entries, net_part
from marketplace import db
from marketplace.action import Act, action
from marketplace.models.contracts import Contract
from marketplace.models.directory import is_counted
from marketplace.models.invoices import Invoice, InvoiceKind, SubcontractDeduction
from marketplace.models.ledger import Evidence, Funding, LedgerEntry, Source
from marketplace.models.payments import Allocation, Payment
from marketplace.models.whereabouts import Whereabouts
from procurement.money import Money
from procurement.refusal import Refusal


@action("invoice.declare_subcontract")
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
    left = invoice.net.pence - _passed_on(invoice.id)
    if not 0 < amount.pence <= left:
        raise Refusal(
            f"Give an amount of more than £0.00 and not more than {Money(left)}, without VAT.",
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


def enter_confirmed(
    act: Act, funding: Funding, trading: Whereabouts, *, has_document: bool
) -> LedgerEntry:
    """Enter a confirmed funding of a counted enterprise, where it traded on the day it arrived."""
    (entry,) = entries(
        Movement(
            stage=Stage.RECEIVED,
            source=f"funding {funding.id}",
            origin=Origin(funding.source),
            chain=(Party(str(funding.funder_id or funding.funder_name)),),
            receiver=Party(str(funding.organisation_id), frozenset(trading.places)),
            net_pence=funding.amount.pence,
            on=funding.received_on,
            theme=funding.theme,
            assurance=Assurance.EVIDENCED if has_document else Assurance.DECLARED,
        )
    )
    return act.add(
        LedgerEntry(
            organisation_id=funding.organisation_id,
            buyer_id=funding.funder_id,
            funding_id=funding.id,
            source=Source(entry.origin),
            evidence=Evidence(entry.assurance),
            amount=Money(entry.net_pence),
            received_on=entry.on,
            theme=entry.theme,
            ward_code=trading.ward_code,
            lsoa_code=trading.lsoa_code,
            imd_decile=trading.imd_decile,
            places=sorted(entry.places),
        )
    )


def _net_pence(allocation: Allocation, invoice: Invoice) -> int:
    """The allocation's part of what the enterprise keeps of the invoice's net sum."""
    before = db.session.scalar(
        select(func.coalesce(func.sum(Allocation.amount), 0)).where(
            Allocation.invoice_id == invoice.id, Allocation.id != allocation.id
        )
    )
    return net_part(
        invoice.net.pence - _passed_on(invoice.id),
        invoice.gross.pence,
        _pence(before),
        allocation.amount.pence,
    )


def _passed_on(invoice_id: UUID) -> int:
    """What was declared as passed on, in pence without VAT."""
    total = select(func.coalesce(func.sum(SubcontractDeduction.amount), 0)).where(
        SubcontractDeduction.invoice_id == invoice_id
    )
    return _pence(db.session.scalar(total))


def _pence(amount: Money | int | None) -> int:
    return int(amount.pence if isinstance(amount, Money) else amount or 0)
