"""How the invoices for a member's part of a contract are made, as the member says itself."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from invoicing.billing.vat import Vat
from marketplace.contracts.models.contracts import ContractShare, shares_billed_by
from marketplace.payments.actions import invoicing
from marketplace.payments.pages.invoices import TREATMENTS
from marketplace.payments.queries.milestones import share_details
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("invoicing", __name__)


class InvoicingForm(PageForm):
    vat = RadioField("How does VAT treat your work?", choices=TREATMENTS)


@pages.route("/shares/<uuid:share_id>/invoicing", methods=["GET", "POST"])
@signed_in
def agree(share_id: UUID) -> ResponseReturnValue:
    share = _share(share_id)
    details = share_details(share)
    form = InvoicingForm(vat=share.vat)
    if not details.member.vat_number:
        del form.vat
    if form.accepts(
        lambda: invoicing.agree_invoicing(
            actor(), share.id, vat=Vat(form.vat.data) if form.vat else None
        )
    ):
        say("It is saved, and holds for the invoices that are sent from now on.")
        return redirect(url_for("contracts.show", contract_id=share.contract_id))
    return page("payments/invoices/invoicing.html", form=form, share=share, details=details)


@pages.post("/shares/<uuid:share_id>/invoicing/withdraw")
@signed_in
def withdraw(share_id: UUID) -> ResponseReturnValue:
    share = _share(share_id)
    invoicing.withdraw_invoicing(actor(), share.id)
    say("Your agreement is withdrawn, and the lead is told. What was sent before stands.")
    return redirect(url_for("invoicing.agree", share_id=share.id))


def _share(share_id: UUID) -> ContractShare:
    return get_or_404(shares_billed_by(actor()).where(ContractShare.id == share_id))
