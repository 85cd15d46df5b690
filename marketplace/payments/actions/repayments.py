"""Money that a supplier owes back: asked for by the payer, or set off against another invoice."""

from datetime import date
from uuid import UUID

from invoicing.payments.payment_word import REPAYMENT, PaymentState
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.actions.allocations import (
    follow_repayment,
    locked_invoices,
    set_against,
)
from marketplace.payments.models.payments import Payment, Repayment
from marketplace.payments.queries.invoices import account_of
from procurement.ground.refusal import Refusal


@action("repayment.ask")
def ask_repayment(act: Act, repayment: Repayment, *, wanted_on: date) -> None:
    """Ask the supplier to give the money back by a day."""
    state = REPAYMENT.after(repayment.state, "ask")
    if wanted_on < act.today:
        raise Refusal("Give today or a day to come.", field="wanted_on")
    repayment.state, repayment.asked_at, repayment.wanted_on = state, act.now, wanted_on
    _tell(act, repayment, "repayment_asked", amount=repayment.amount, wanted_on=wanted_on)


@action("repayment.set_off")
def set_off_repayment(act: Act, repayment: Repayment, *, invoice_id: UUID) -> None:
    """Settle an invoice of the same supplier with what it owes back, as far as both go.

    No money moves. Only what is certain can be set off: the supplier has confirmed
    that the payment came, and what is disputed of the invoice is left out.
    """
    REPAYMENT.after(repayment.state, "settle")
    payment = db.session.get_one(
        Payment, repayment.payment_id, with_for_update=True, populate_existing=True
    )
    invoice = next(iter(locked_invoices([invoice_id])), None)
    sides = (repayment.payer_id, repayment.payee_id)
    if invoice is None or (invoice.buyer_id, invoice.supplier_id) != sides:
        raise NotThere("Invoice")
    if payment.state is not PaymentState.CONFIRMED:
        raise Refusal("It can be set off once the supplier has confirmed that your payment came.")
    part = min(repayment.amount, account_of(invoice.id).payable)
    if not part:
        raise Refusal("Nothing is to be paid on this invoice now.", field="invoice_id")
    set_against(act, payment, invoice, part, act.today, repayment.amount)
    follow_repayment(act, payment)
    act.note(invoice=invoice.id, amount=part)
    _tell(act, repayment, "repayment_set_off", amount=part, number=invoice.number)


def _tell(act: Act, repayment: Repayment, template: str, **values: object) -> None:
    """Tell those who look after the supplier's money."""
    payer = names_of([repayment.payer_id])[repayment.payer_id]
    tell_finance(
        act,
        [repayment.payee_id],
        template,
        payment_id=repayment.payment_id,
        payer=payer,
        left=repayment.amount,
        **values,
    )
