"""Money that a supplier owes back: ask for it, or set it off against another invoice."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.payments.actions import repayments
from marketplace.payments.models.payments import Repayment, repayments_visible_to
from marketplace.payments.queries.repayments import settled_by
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("repayments", __name__)


class AskForm(PageForm):
    wanted_on = DayField("By which day do you want it?", [Needed("Give a day.")])


class SetOffForm(PageForm):
    invoice_id = RadioField("Which invoice does it settle?", [Needed("Choose an invoice.")])


@pages.route("/repayments/<uuid:repayment_id>/ask", methods=["GET", "POST"])
@signed_in
def ask(repayment_id: UUID) -> ResponseReturnValue:
    repayment = _repayment(repayment_id, "repayment.ask")
    form = AskForm()
    if form.accepts(
        lambda: repayments.ask_repayment(actor(), repayment.id, wanted_on=form.wanted_on.data)
    ):
        say("The supplier is asked to give it back. You see here when it has.")
        return redirect(url_for("payments.show", payment_id=repayment.payment_id))
    return page("payments/repayments/ask.html", form=form, repayment=repayment)


@pages.route("/repayments/<uuid:repayment_id>/set-off", methods=["GET", "POST"])
@signed_in
def set_off(repayment_id: UUID) -> ResponseReturnValue:
    repayment = _repayment(repayment_id, "repayment.set_off")
    choices = settled_by(repayment)
    form = SetOffForm()
    form.invoice_id.choices = [
        (str(one.invoice.id), f"{one.invoice.number}: {one.payable} to pay") for one in choices
    ]
    if form.accepts(
        lambda: repayments.set_off_repayment(
            actor(), repayment.id, invoice_id=UUID(form.invoice_id.data)
        )
    ):
        say("It is set off. The supplier has been told.")
        return redirect(url_for("payments.show", payment_id=repayment.payment_id))
    return page("payments/repayments/set_off.html", form=form, repayment=repayment, choices=choices)


def _repayment(repayment_id: UUID, right: str) -> Repayment:
    chosen = repayments_visible_to(actor()).where(Repayment.id == repayment_id)
    return get_or_404(chosen, right)
