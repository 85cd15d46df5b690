"""How the invoices under a contract are made: what a member says of its part, and sending them."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from invoicing.billing.vat import CHOICES, Vat
from marketplace.contracts.models.contracts import (
    Contract,
    ContractShare,
    contracts_visible_to,
    shares_billed_by,
)
from marketplace.contracts.queries.contracts import milestone_of
from marketplace.engine import clock
from marketplace.payments.actions import invoices, invoicing
from marketplace.payments.queries.milestones import milestone_parts, share_details
from marketplace.payments.queries.tax_points import tax_points, vat_choices, vat_words
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.contract import MilestoneState

pages = Blueprint("invoicing", __name__)


class InvoicingForm(PageForm):
    vat = RadioField("How does VAT treat your work?")


class InvoiceForm(PageForm):
    vat = RadioField("VAT on this work", [Optional()], choices=list(CHOICES))
    note = TextAreaField("Anything else the buyer should read (optional)")


@pages.route(
    "/contracts/<uuid:contract_id>/milestones/<uuid:milestone_id>/invoice", methods=["GET", "POST"]
)
@signed_in
def create(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contract = get_or_404(contracts_visible_to(actor()).where(Contract.id == contract_id))
    form = InvoiceForm()
    if form.accepts(
        lambda: invoices.invoice_milestone(
            actor(),
            contract.id,
            milestone_id=milestone_id,
            vat=Vat(form.vat.data) if form.vat.data else None,
            note=(form.note.data or "").strip(),
        )
    ):
        sent = form.result
        sentence = f"Invoice {sent[0].number} is sent." if len(sent) == 1 else ""
        say(sentence or f"{len(sent)} invoices are sent, one for each member.")
        return redirect(url_for("invoices.show", invoice_id=sent[0].id))
    milestone = get_or_404(milestone_of(contract.id, milestone_id))
    owed = milestone_parts(contract, milestone)
    points = tax_points(milestone, owed.members, clock.today(), owed.members)
    if owed.members[contract.supplier_id].vat_number:
        form.vat.choices = vat_choices(points[contract.supplier_id])
    else:
        del form.vat
    return page(
        "payments/invoices/create.html",
        form=form,
        contract=contract,
        milestone=milestone,
        parts=owed.parts,
        members=owed.members,
        treatments={
            share.organisation_id: vat_words(share.vat, points[share.organisation_id])
            for share, _ in owed.parts
            if share.vat
        },
        is_ready=milestone.state is MilestoneState.ACCEPTED,
    )


@pages.route("/shares/<uuid:share_id>/invoicing", methods=["GET", "POST"])
@signed_in
def agree(share_id: UUID) -> ResponseReturnValue:
    share = _share(share_id)
    details = share_details(share)
    form = InvoicingForm(vat=share.vat)
    if details.member.vat_number:
        form.vat.choices = vat_choices(clock.today())
    else:
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
