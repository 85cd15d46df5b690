"""Money that went from a buyer to a supplier: recorded, set against invoices, given back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.payments.payment_word import PAYMENT, PaymentState
from marketplace.engine import db
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import is_counted, names_of
from marketplace.organisations.queries.whereabouts import inside
from marketplace.payments.actions.allocations import (
    follow_repayment,
    locked_invoices,
    set_against,
)
from marketplace.payments.actions.recorded_transfers import check_record, refuse_while_it_waits
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    CardDisputeState,
    CardReturn,
    Payment,
    PaymentMethod,
)
from marketplace.payments.queries.invoices import account_of
from marketplace.payments.queries.payments import Returnable, disputes_of, returnable
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

Part = tuple[Invoice, Money]
"""So much of a payment for one invoice; below zero for a refund."""


@action("payment.record")
def record_payment(
    act: Act,
    invoice: Invoice,
    *,
    reference: str,
    paid_on: date,
    parts: Mapping[UUID, Money],
    into_earlier: Collection[UUID] = (),
) -> list[Payment]:
    """Record bank transfers already made: one payment to each supplier among ``parts``.

    ``parts`` is what of each invoice (by id) was paid; all are invoices to the same
    buyer. Called with the first of them (by id). ``into_earlier`` are the suppliers whose
    new account waits, and who were paid into the one that stood before.
    """
    rows = locked_invoices(parts)
    if any(row.buyer_id != invoice.buyer_id for row in rows):
        raise NotAllowed("payment.record")
    check_record(act, reference, paid_on, rows, parts)
    refuse_while_it_waits(act, paid_on, rows, into_earlier)
    payees = dict.fromkeys(row.supplier_id for row in rows)
    made = [
        settle(
            act,
            invoice.buyer_id,
            payee,
            [(row, parts[row.id]) for row in rows if row.supplier_id == payee],
            amount=Money.total(parts[row.id] for row in rows if row.supplier_id == payee),
            method=PaymentMethod.BANK_TRANSFER,
            reference=reference.strip(),
            paid_on=paid_on,
        )
        for payee in payees
    ]
    act.note(payments=[payment.id for payment in made])
    return made


def settle(
    act: Act,
    payer_id: UUID,
    payee_id: UUID,
    parts: Sequence[Part],
    *,
    amount: Money,
    method: PaymentMethod,
    reference: str,
    paid_on: date,
    refunds: Payment | None = None,
    returned: CardReturn | None = None,
) -> Payment:
    """Make the payment, set it against the invoices, enter the ledger and tell who got it.

    Every payment goes through here. The invoices are locked by the caller and are the
    payee's to the payer. The parts may come to less than ``amount``: money beyond what
    was owed is recorded, and owed back. Of what Stripe ``returned`` the caller tells.
    """
    _refuse_twice(method, reference, payer_id, payee_id)
    trading = inside(payee_id, paid_on)
    payment = act.add(
        Payment(
            payer_id=payer_id,
            payee_id=payee_id,
            amount=amount,
            method=method,
            outside_reference=reference,
            paid_on=paid_on,
            recorded_at=act.now,
            recorded_by=act.person_id,
            refunds_id=refunds.id if refunds else None,
            returned=returned,
            state=PaymentState.CONFIRMED if method is PaymentMethod.STRIPE else PaymentState.SAID,
            ward_code=trading.ward_code,
            lsoa_code=trading.lsoa_code,
            imd_decile=trading.imd_decile,
            places=list(trading.places),
            is_counted=is_counted(payee_id, paid_on),
        )
    )
    if refunds is not None:
        _copy_standing(refunds, payment)
    left = amount
    for row, part in parts:
        if part:
            set_against(act, payment, row, part, paid_on, left)
            left -= part
    follow_repayment(act, payment)
    if returned is None:
        _send_remittance(act, payment, [(row, part) for row, part in parts if part])
    return payment


def _refuse_twice(method: PaymentMethod, reference: str, payer_id: UUID, payee_id: UUID) -> None:
    known = db.session.scalar(
        select(Payment.id).where(
            Payment.method == method,
            Payment.outside_reference == reference,
            Payment.payee_id == payee_id,
            Payment.payer_id == payer_id,
            Payment.state != PaymentState.TAKEN_BACK,
        )
    )
    if known is not None:
        raise Refusal(
            f"A payment with the reference “{reference}” between you and them is recorded already. If "
            "this is another one, add to the reference what tells them apart, such as “part 2”.",
            field="reference",
        )


def _copy_standing(source: Payment, refund: Payment) -> None:
    """A refund takes back from where the payment counted, wherever the payee trades now."""
    for column in ("ward_code", "lsoa_code", "imd_decile", "places", "is_counted"):
        setattr(refund, column, getattr(source, column))


def _send_remittance(act: Act, payment: Payment, parts: Sequence[Part]) -> None:
    """Tell who got the money: the supplier of a payment, the buyer of a refund."""
    is_refund = payment.amount.pence < 0
    to, other = (payment.payer_id, payment.payee_id)
    if not is_refund:
        to, other = other, to
    name = names_of([other])[other]
    tell_finance(
        act,
        [to],
        "refund_advice" if is_refund else "remittance_advice",
        payment_id=payment.id,
        other=name,
        amount=abs(payment.amount.pence),
        method=payment.method,
        reference=payment.outside_reference,
        paid_on=payment.paid_on,
        invoices=[{"number": row.number, "amount": abs(part.pence)} for row, part in parts],
    )


@action("payment.refund")
def refund_payment(
    act: Act, payment: Payment, *, amount: Money, reference: str, refunded_on: date | None = None
) -> Payment | None:
    """Give back all or part of a payment.

    A bank transfer is recorded as made; who gives money back says that it came. A card
    payment is sent back through Stripe by a job, and recorded by what Stripe says; until
    then None.
    """
    if payment.refunds_id is not None:
        raise Refusal("This is itself a refund.")
    if not payment.state.counts:
        raise Refusal("This payment did not come, so nothing of it can go back.")
    left = returnable(payment.id)
    if not Money(0) < amount <= left.total:
        raise Refusal(
            f"Give back more than £0.00 and not more than the {left.total} that is left of this "
            "payment.",
            field="amount",
        )
    if payment.method is PaymentMethod.STRIPE:
        _refuse_asked_back(payment)
        act.enqueue("refund_card_payment", payment_id=payment.id, pence=amount.pence)
        return None
    on = refunded_on or act.today
    if not payment.paid_on <= on <= act.today:
        raise Refusal("Give a day from the payment to today.", field="refunded_on")
    refund = settle(
        act,
        payment.payer_id,
        payment.payee_id,
        parts_back(left, amount),
        amount=-amount,
        method=payment.method,
        reference=reference,
        paid_on=on,
        refunds=payment,
    )
    if payment.state is PaymentState.SAID:
        payment.state, payment.answered_at = PAYMENT.after(payment.state, "confirm"), act.now
    act.note(refund=refund.id)
    return refund


def _refuse_asked_back(payment: Payment) -> None:
    if any(row.state is CardDisputeState.OPEN for row in disputes_of(payment.id)):
        raise Refusal(
            "The payer’s bank is asking for this payment back. Answer at Stripe, and give nothing "
            "back here until that is decided, or it may go back twice."
        )


def parts_back(left: Returnable, amount: Money) -> list[Part]:
    """Which invoices an amount is taken back from, first what none of them needs; locks them."""
    parts, rest = [], max(amount - left.unallocated, Money(0))
    for row in reversed(locked_invoices(left.by_invoice)):
        part = min(rest, left.by_invoice[row.id])
        parts.append((row, -part))
        rest -= part
    return parts


def parts_of(amount: Money, invoice_ids: Iterable[UUID]) -> list[Part]:
    """Which of these invoices an amount settles, as far as they are still owed; locks them."""
    parts, rest = [], amount
    for row in locked_invoices(invoice_ids):
        part = min(rest, account_of(row.id).outstanding)
        parts.append((row, part))
        rest -= part
    return parts
