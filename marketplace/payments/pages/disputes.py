"""Disputes: say what is wrong with an invoice, answer, withdraw the dispute, take the invoice back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.payments.actions import credit_notes, disputes
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.pages.invoices import visible_invoice
from marketplace.payments.queries.invoices import account_of, creditable
from marketplace.web.forms import MoneyField, Needed, PageForm
from marketplace.web.tools import actor, page, say, signed_in
from procurement.ground.refusal import Refusal

pages = Blueprint("disputes", __name__)


class DisputeForm(PageForm):
    reason = TextAreaField("What is wrong?")
    amount = MoneyField("How much do you dispute? (optional)")


class AnswerForm(PageForm):
    answer = TextAreaField("Why is the invoice right?")


class CreditForm(PageForm):
    how_much = RadioField(
        "What do you take back?",
        [Needed("Say whether you take back the whole or a part.")],
        choices=[
            ("part", "A part: the invoice becomes smaller"),
            ("whole", "All that is left of it: you can send a new invoice"),
        ],
    )
    net = MoneyField("How much, without VAT? (for a part)")
    reason = TextAreaField("Why?")


@pages.route("/invoices/<uuid:invoice_id>/dispute", methods=["GET", "POST"])
@signed_in
def dispute(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    form = DisputeForm()
    if form.accepts(
        lambda: disputes.dispute_invoice(
            actor(), invoice.id, reason=form.reason.data or "", amount=form.amount.data
        )
    ):
        say("The dispute is sent to the supplier. What you did not dispute stays due.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    account = account_of(invoice.id)
    return page("payments/invoices/dispute.html", form=form, account=account, invoice=invoice)


@pages.route("/invoices/<uuid:invoice_id>/answer-dispute", methods=["GET", "POST"])
@signed_in
def answer_dispute(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id, "dispute.answer")
    form = AnswerForm(answer=invoice.dispute_answer or "")
    if form.accepts(
        lambda: disputes.answer_dispute(actor(), invoice.id, answer=form.answer.data or "")
    ):
        say("Your answer is sent to the buyer.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    account = account_of(invoice.id)
    return page(
        "payments/invoices/answer_dispute.html", form=form, account=account, invoice=invoice
    )


@pages.post("/invoices/<uuid:invoice_id>/resolve")
@signed_in
def resolve(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    disputes.resolve_dispute(actor(), invoice.id)
    say("The dispute is withdrawn. The invoice can be approved now.")
    return redirect(url_for("invoices.show", invoice_id=invoice.id))


@pages.route("/invoices/<uuid:invoice_id>/credit", methods=["GET", "POST"])
@signed_in
def credit(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id, "invoice.credit")
    form = CreditForm()
    if form.accepts(lambda: _credit(form, invoice.id)):
        say(f"Credit note {form.result.number} over {form.result.gross} is sent.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    details = creditable(invoice.id)
    return page("payments/invoices/credit.html", form=form, invoice=invoice, details=details)


def _credit(form: CreditForm, invoice_id: UUID) -> Invoice:
    is_part = form.how_much.data == "part"
    if is_part and form.net.data is None:
        raise Refusal("Say how much you take back.", field="net")
    return credit_notes.credit_invoice(
        actor(),
        invoice_id,
        reason=form.reason.data or "",
        net=form.net.data if is_part else None,
    )
