"""Invoices: see the clock of one, approve it, pass a part of it on."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.payments.actions import invoices, ledger
from marketplace.payments.models.invoices import Invoice, InvoiceKind, invoices_visible_to
from marketplace.payments.queries.invoice_details import invoice_details
from marketplace.payments.queries.invoice_lists import Side, Wanted, has_invoices, invoice_list
from marketplace.payments.queries.invoices import first_of_group
from marketplace.payments.queries.milestones import enterprises_to_pass_on_to
from marketplace.web.forms import MoneyField, Needed, PageForm, PickField
from marketplace.web.pdf import NO_PDF
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.ground.money import Money

pages = Blueprint("invoices", __name__)
Choice = TypeVar("Choice", bound=StrEnum)


class PassOnForm(PageForm):
    organisation_id = PickField("Which enterprise gets it?")
    amount = MoneyField("How much of it, without VAT?", [Needed("Say how much.")])


@pages.get("/invoices")
@signed_in
def index() -> ResponseReturnValue:
    sides = [side for side in Side if has_invoices(actor(), side)]
    side = _choice(request.args.get("side"), sides[0] if sides else Side.SELLING)
    wanted = _choice(request.args.get("show"), Wanted.OPEN)
    return page(
        "payments/invoices/index.html",
        sides=sides,
        side=side,
        wanted=wanted,
        kinds=Wanted,
        invoices=invoice_list(actor(), side, wanted, clock.today(), beside()),
        on=clock.today(),
    )


def _choice(text: str | None, default: Choice) -> Choice:
    """What the address says among the kinds of the default."""
    return next((kind for kind in type(default) if kind == text), default)


@pages.get("/invoices/<uuid:invoice_id>")
@signed_in
def show(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    details = invoice_details(actor(), invoice, clock.today())
    shown = "credit_note" if invoice.kind is InvoiceKind.CREDIT_NOTE else "show"
    return page(
        f"payments/invoices/{shown}.html",
        account=details.account,
        document=details.account.document,
        invoice=invoice,
        on=clock.today(),
        is_latest_by_law=details.is_latest_by_law,
        late=details.late,
        has_xml=details.has_xml,
        has_pdf=details.has_pdf,
        no_pdf=NO_PDF,
        bank=details.bank,
        wait=details.wait,
        bank_details=details.bank_details,
        group=details.group,
        receipts=details.receipts,
        owed_back=details.owed_back,
        passed_on=details.passed_on,
        names=details.names,
        checkout=details.checkout,
        asked_back=details.asked_back,
        notes=details.notes,
        history=details.history,
        takes_cards=details.takes_cards,
    )


@pages.post("/invoices/<uuid:invoice_id>/approve")
@signed_in
def approve(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    together = request.form.get("together") == "yes"
    first = first_of_group(invoice) if together else invoice
    approved = invoices.approve_invoice(actor(), first.id, together=together)
    many = f"{len(approved)} invoices are approved." if len(approved) > 1 else ""
    say(many or f"Invoice {approved[0].number} is approved. Pay it by the due date below.")
    return redirect(url_for("invoices.show", invoice_id=invoice.id))


@pages.route("/invoices/<uuid:invoice_id>/pass-on", methods=["GET", "POST"])
@signed_in
def pass_on(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    others = enterprises_to_pass_on_to(actor(), invoice, clock.today())
    form = PassOnForm()
    form.organisation_id.choices = [(str(row.id), row.name) for row in others]
    if form.accepts(
        lambda: ledger.declare_subcontract(
            actor(),
            invoice.id,
            organisation_id=UUID(form.organisation_id.data),
            amount=form.amount.data or Money(0),
        )
    ):
        say(f"{form.amount.data} is noted as passed on. It is counted where it arrives.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    return page("payments/invoices/pass_on.html", form=form, invoice=invoice)


def visible_invoice(invoice_id: UUID, right: str | None = None) -> Invoice:
    """An invoice or credit note that the person sees, or 404; 403 without the right named."""
    return get_or_404(invoices_visible_to(actor()).where(Invoice.id == invoice_id), right)
