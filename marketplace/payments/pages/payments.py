"""Payments: record a bank transfer, see what it settled, give money back."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Field

from marketplace.engine import clock
from marketplace.payments.actions import payments
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Payment, PaymentMethod, payments_visible_to
from marketplace.payments.pages.invoices import visible_invoice
from marketplace.payments.queries.bank_accounts import Wait, waits
from marketplace.payments.queries.invoice_lists import payable_with
from marketplace.payments.queries.invoices import Account
from marketplace.payments.queries.payments import payment_details, returnable
from marketplace.web.forms import DayField, MoneyField, Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

pages = Blueprint("payments", __name__)


class RecordForm(PageForm):
    reference = TextField(
        "Reference of the transfer", [Needed("Give the reference, as it stands on your statement.")]
    )
    paid_on = DayField("Day it left your account", [Needed("Give the day of the transfer.")])


class RefundForm(PageForm):
    amount = MoneyField("How much goes back?", [Needed("Say how much goes back.")])
    reference = TextField("Reference of the transfer")
    refunded_on = DayField("Day it left your account")


@pages.route("/invoices/<uuid:invoice_id>/record-payment", methods=["GET", "POST"])
@signed_in
def record(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    open_ones = payable_with(actor(), invoice)
    together = request.args.get("together") == "yes"
    waiting = waits({account.invoice.supplier_id for account in open_ones}, clock.today())
    form = _form_for(open_ones, invoice, waiting, together=together)()
    if form.accepts(lambda: _record(form, open_ones, waiting)):
        say(_said(form.result))
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    return page(
        "payments/payments/record.html",
        form=form,
        invoice=invoice,
        open_ones=open_ones,
        suppliers={account.invoice.supplier_id: account.supplier for account in open_ones},
        waiting=waiting,
        together=together,
    )


def _form_for(
    open_ones: list[Account], invoice: Invoice, waiting: Mapping[UUID, Wait], *, together: bool
) -> type[PageForm]:
    """A form with one amount for each invoice; those meant to be paid are filled in.

    For each supplier whose new account waits it asks whether the one before was paid into.
    """
    fields: dict[str, Field] = {
        _field(account): MoneyField(
            f"Paid on {account.invoice.number} of {account.supplier}",
            default=account.payable
            if account.invoice.id == invoice.id
            or (together and account.invoice.milestone_id == invoice.milestone_id)
            else None,
        )
        for account in open_ones
    }
    for account in open_ones:
        wait = waiting.get(account.invoice.supplier_id)
        if wait and wait.earlier:
            fields[_earlier(account.invoice.supplier_id)] = BooleanField(
                f"{account.supplier} was paid into the account that stood before, ending "
                f"{wait.earlier}"
            )
    return type("AmountsForm", (RecordForm,), fields)


def _earlier(supplier_id: UUID) -> str:
    return f"earlier_{supplier_id.hex}"


def _field(account: Account) -> str:
    return f"amount_{account.invoice.id.hex}"


def _record(
    form: PageForm, open_ones: list[Account], waiting: Mapping[UUID, Wait]
) -> list[Payment]:
    parts = {
        account.invoice.id: typed
        for account in open_ones
        if (typed := form[_field(account)].data) is not None
    }
    if not parts:
        raise Refusal("Say which invoice was paid, and how much of it.")
    return payments.record_payment(
        actor(),
        min(parts),
        reference=form["reference"].data,
        paid_on=form["paid_on"].data,
        parts=parts,
        into_earlier=[
            supplier_id
            for supplier_id in waiting
            if _earlier(supplier_id) in form and form[_earlier(supplier_id)].data
        ],
    )


def _said(made: list[Payment]) -> str:
    total = Money.total(payment.amount for payment in made)
    if len(made) == 1:
        return f"The payment of {total} is recorded. The supplier has been told."
    return f"{len(made)} payments, {total} together, are recorded. Each supplier has been told."


@pages.get("/payments/<uuid:payment_id>")
@signed_in
def show(payment_id: UUID) -> ResponseReturnValue:
    payment = visible_payment(payment_id)
    details = payment_details(payment)
    return page(
        "payments/payments/show.html",
        payment=payment,
        settled=details.settled,
        refunds=details.refunds,
        disputes=details.disputes,
        left=details.left,
        repayment=details.repayment,
        names=details.names,
    )


@pages.route("/payments/<uuid:payment_id>/refund", methods=["GET", "POST"])
@signed_in
def refund(payment_id: UUID) -> ResponseReturnValue:
    payment = visible_payment(payment_id)
    left = returnable(payment.id)
    form = RefundForm(amount=left.total, refunded_on=clock.today())
    by_card = payment.method is PaymentMethod.STRIPE
    if form.accepts(
        lambda: payments.refund_payment(
            actor(),
            payment.id,
            amount=form.amount.data or Money(0),
            reference=form.reference.data,
            refunded_on=form.refunded_on.data,
        )
    ):
        said = "is being sent back through Stripe" if by_card else "is recorded"
        say(f"The refund of {form.amount.data} {said}.")
        return redirect(url_for("payments.show", payment_id=payment.id))
    return page(
        "payments/payments/refund.html", form=form, payment=payment, left=left, by_card=by_card
    )


def visible_payment(payment_id: UUID, right: str | None = None) -> Payment:
    """A payment that the person sees, or 404; where a right in it is named, 403 without it."""
    return get_or_404(payments_visible_to(actor()).where(Payment.id == payment_id), right)
