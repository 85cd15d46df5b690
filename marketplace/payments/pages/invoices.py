"""Invoices: send one, see its clock, approve it or say what is wrong."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import RadioField, SelectField, TextAreaField

from invoicing.billing.vat import Vat
from invoicing.ground.split import split
from marketplace.contracts.models.contracts import Contract, Milestone, contracts_visible_to
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine import clock, db
from marketplace.engine.access import may
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.gateways import files
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import listed, names_of
from marketplace.payments.actions import disputes, invoices, ledger
from marketplace.payments.actions.invoice_documents import PDF, XML, kept_documents
from marketplace.payments.models.invoices import Invoice, InvoiceKind, invoices_visible_to
from marketplace.payments.queries.bank_accounts import current_account, details_of
from marketplace.payments.queries.invoice_lists import (
    PER_PAGE,
    Side,
    Wanted,
    has_invoices,
    invoice_list,
)
from marketplace.payments.queries.invoices import (
    accounts,
    group_of,
    late_payment_on,
    passed_on_from,
)
from marketplace.payments.queries.payments import checkout_in_hand, receipts_of
from marketplace.web.forms import MoneyField, Needed, PageForm
from marketplace.web.pdf import NO_PDF
from marketplace.web.tools import actor, get_or_404, page, page_number, say, signed_in
from procurement.contracts.contract import MilestoneState
from procurement.ground.money import Money

pages = Blueprint("invoices", __name__)
Choice = TypeVar("Choice", bound=StrEnum)

TREATMENTS = [
    (Vat.STANDARD, "Standard rate (20%)"),
    (Vat.REDUCED, "Reduced rate (5%)"),
    (Vat.ZERO, "Zero rate"),
    (Vat.EXEMPT, "Exempt from VAT"),
    (Vat.REVERSE_CHARGE, "Construction reverse charge: the buyer accounts for the VAT"),
]


class InvoiceForm(PageForm):
    vat = RadioField("VAT on this work", choices=TREATMENTS, default=Vat.STANDARD)
    note = TextAreaField("Anything else the buyer should read (optional)")


class DisputeForm(PageForm):
    reason = TextAreaField("What is wrong?")
    amount = MoneyField("How much do you dispute? (optional)")


class PassOnForm(PageForm):
    organisation_id = SelectField("Which enterprise gets it?")
    amount = MoneyField("How much of it, without VAT?", [Needed("Say how much.")])


class AnswerForm(PageForm):
    answer = TextAreaField("Why is the invoice right?")


class CreditForm(PageForm):
    reason = TextAreaField("Why do you take it back?")


@pages.get("/invoices")
@signed_in
def index() -> ResponseReturnValue:
    sides = [side for side in Side if has_invoices(actor(), side)]
    side = _choice(request.args.get("side"), sides[0] if sides else Side.SELLING)
    wanted = _choice(request.args.get("show"), Wanted.OPEN)
    number = page_number()
    listed = invoice_list(actor(), side, wanted, clock.today(), number)
    return page(
        "payments/invoices/index.html",
        sides=sides,
        side=side,
        wanted=wanted,
        kinds=Wanted,
        listed=listed,
        number=number,
        on=clock.today(),
        pages=-(-listed.counts[wanted] // PER_PAGE),
    )


def _choice(text: str | None, default: Choice) -> Choice:
    """What the address says among the kinds of the default."""
    return next((kind for kind in type(default) if kind == text), default)


@pages.route(
    "/contracts/<uuid:contract_id>/milestones/<uuid:milestone_id>/invoice", methods=["GET", "POST"]
)
@signed_in
def create(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contract = get_or_404(contracts_visible_to(actor()).where(Contract.id == contract_id))
    milestone = get_or_404(
        select(Milestone).where(Milestone.id == milestone_id, Milestone.contract_id == contract.id)
    )
    form = InvoiceForm()
    if form.accepts(
        lambda: invoices.invoice_milestone(
            actor(),
            contract.id,
            milestone_id=milestone.id,
            vat=Vat(form.vat.data),
            note=(form.note.data or "").strip(),
        )
    ):
        sent = form.result
        one = f"Invoice {sent[0].number} is sent." if len(sent) == 1 else ""
        say(one or f"{len(sent)} invoices are sent, one for each member.")
        return redirect(url_for("invoices.show", invoice_id=sent[0].id))
    shares = shares_of(contract.id)
    parts = split(milestone.amount.pence, [share.share for share in shares])
    members = {
        row.id: row
        for row in db.session.scalars(
            select(Organisation).where(
                Organisation.id.in_(
                    [contract.buyer_id, *(share.organisation_id for share in shares)]
                )
            )
        )
    }
    return page(
        "payments/invoices/create.html",
        form=form,
        contract=contract,
        milestone=milestone,
        parts=list(zip(shares, parts, strict=True)),
        members=members,
        is_ready=milestone.state is MilestoneState.ACCEPTED,
    )


@pages.get("/invoices/<uuid:invoice_id>")
@signed_in
def show(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    (account,) = accounts(select(Invoice).where(Invoice.id == invoice.id))
    documents = kept_documents(invoice.id)
    bank = current_account(invoice.supplier_id)
    passed_on = passed_on_from(invoice.id)
    notes = db.session.scalars(
        select(Invoice).where(
            (Invoice.credits_id == invoice.id) | (Invoice.id == invoice.credits_id)
        )
    ).all()
    group = accounts(
        group_of(invoice).where(
            Invoice.id.in_(invoices_visible_to(actor()).with_only_columns(Invoice.id))
        )
    )
    return page(
        f"payments/invoices/{'credit_note' if invoice.kind is InvoiceKind.CREDIT_NOTE else 'show'}.html",
        account=account,
        invoice=invoice,
        on=clock.today(),
        late=late_payment_on(account, clock.today()),
        has_xml=XML in documents,
        has_pdf=PDF in documents,
        no_pdf=NO_PDF,
        bank=bank,
        bank_details=details_of(bank) if bank else None,
        contract=db.session.get_one(Contract, invoice.contract_id),
        group=group if len(group) > 1 else [],
        receipts=receipts_of(invoice.id),
        passed_on=passed_on,
        names=names_of(row.organisation_id for row in passed_on),
        checkout=checkout_in_hand(invoice.id),
        notes=notes,
        takes_cards=bool(db.session.get_one(Organisation, invoice.supplier_id).stripe_account),
    )  # fmt: skip


@pages.post("/invoices/<uuid:invoice_id>/approve")
@signed_in
def approve(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    together = request.form.get("together") == "yes"
    first = db.session.scalars(group_of(invoice)).first() if together else None
    approved = invoices.approve_invoice(actor(), (first or invoice).id, together=together)
    many = f"{len(approved)} invoices are approved." if len(approved) > 1 else ""
    say(many or f"Invoice {approved[0].number} is approved. Pay it by the due date below.")
    return redirect(url_for("invoices.show", invoice_id=invoice.id))


@pages.route("/invoices/<uuid:invoice_id>/dispute", methods=["GET", "POST"])
@signed_in
def dispute(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    form = DisputeForm()
    if form.accepts(
        lambda: disputes.dispute_invoice(
            actor(), invoice.id, reason=form.reason.data or "", amount=form.amount.data
        )
    ):
        say("The dispute is sent to the supplier. What you did not dispute stays due.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    (account,) = accounts(select(Invoice).where(Invoice.id == invoice.id))
    return page("payments/invoices/dispute.html", form=form, account=account, invoice=invoice)


@pages.route("/invoices/<uuid:invoice_id>/answer-dispute", methods=["GET", "POST"])
@signed_in
def answer_dispute(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    if not may(actor(), "dispute.answer", invoice):
        raise NotAllowed("dispute.answer")
    form = AnswerForm(answer=invoice.dispute_answer or "")
    if form.accepts(
        lambda: disputes.answer_dispute(actor(), invoice.id, answer=form.answer.data or "")
    ):
        say("Your answer is sent to the buyer.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    (account,) = accounts(select(Invoice).where(Invoice.id == invoice.id))
    return page(
        "payments/invoices/answer_dispute.html", form=form, account=account, invoice=invoice
    )


@pages.post("/invoices/<uuid:invoice_id>/resolve")
@signed_in
def resolve(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    disputes.resolve_dispute(actor(), invoice.id)
    say("The dispute is withdrawn. The invoice can be approved now.")
    return redirect(url_for("invoices.show", invoice_id=invoice.id))


@pages.route("/invoices/<uuid:invoice_id>/credit", methods=["GET", "POST"])
@signed_in
def credit(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    form = CreditForm()
    if form.accepts(
        lambda: disputes.credit_invoice(actor(), invoice.id, reason=form.reason.data or "")
    ):
        say(f"Credit note {form.result.number} is sent. The milestone can be invoiced again.")
        return redirect(url_for("invoices.show", invoice_id=invoice.id))
    (account,) = accounts(select(Invoice).where(Invoice.id == invoice.id))
    return page("payments/invoices/credit.html", form=form, account=account, invoice=invoice)


@pages.route("/invoices/<uuid:invoice_id>/pass-on", methods=["GET", "POST"])
@signed_in
def pass_on(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    others = db.session.scalars(
        listed(actor(), clock.today(), kind="enterprises").where(
            Organisation.id != invoice.supplier_id
        )
    )
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


@pages.get("/invoices/<uuid:invoice_id>/xml")
@signed_in
def xml(invoice_id: UUID) -> Response:
    return _download(invoice_id, XML)


@pages.get("/invoices/<uuid:invoice_id>/pdf")
@signed_in
def pdf(invoice_id: UUID) -> Response:
    return _download(invoice_id, PDF)


def _download(invoice_id: UUID, kind: str) -> Response:
    version = kept_documents(_invoice(invoice_id).id).get(kind)
    content = files.read(version.sha256) if version else None
    if version is None or content is None:
        raise NotThere(kind)
    name = f'attachment; filename="{version.file_name}"'
    return Response(content, mimetype=version.media_type, headers={"Content-Disposition": name})


def _invoice(invoice_id: UUID) -> Invoice:
    return get_or_404(invoices_visible_to(actor()).where(Invoice.id == invoice_id))
