"""Whether a bank transfer came: confirmed or denied by who should have got it, or taken back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.payments.actions import payment_words
from marketplace.payments.pages.payments import visible_payment
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("payment_words", __name__)


class DenyForm(PageForm):
    reason = TextAreaField("What have you looked at?")


class TakeBackForm(PageForm):
    reason = TextAreaField("What was wrong with it?")


@pages.post("/payments/<uuid:payment_id>/confirm")
@signed_in
def confirm(payment_id: UUID) -> ResponseReturnValue:
    payment = visible_payment(payment_id)
    payment_words.confirm_payment(actor(), payment.id)
    say("You have confirmed that the money came.")
    return redirect(url_for("payments.show", payment_id=payment.id))


@pages.route("/payments/<uuid:payment_id>/deny", methods=["GET", "POST"])
@signed_in
def deny(payment_id: UUID) -> ResponseReturnValue:
    payment = visible_payment(payment_id, "payment.deny")
    form = DenyForm()
    if form.accepts(
        lambda: payment_words.deny_payment(actor(), payment.id, reason=form.reason.data or "")
    ):
        say("You have said that the money did not come. What it was for is owed as before.")
        return redirect(url_for("payments.show", payment_id=payment.id))
    return page("payments/payments/deny.html", form=form, payment=payment)


@pages.route("/payments/<uuid:payment_id>/take-back", methods=["GET", "POST"])
@signed_in
def take_back(payment_id: UUID) -> ResponseReturnValue:
    payment = visible_payment(payment_id, "payment.take_back")
    form = TakeBackForm()
    if form.accepts(
        lambda: payment_words.take_back_payment(actor(), payment.id, reason=form.reason.data or "")
    ):
        say("It is taken back. What it was for is owed as before, and the other side is told.")
        return redirect(url_for("payments.show", payment_id=payment.id))
    return page("payments/payments/take_back.html", form=form, payment=payment)
