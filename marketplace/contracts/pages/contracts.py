"""Contracts: prepare, sign, deliver, accept; the promises kept beside them."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.models.awards import Award, awards_bought_by
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.contracts.pages.milestone_rows import MilestonesForm
from marketplace.contracts.pages.precedence_form import USUAL_WORDS, PrecedenceForm
from marketplace.contracts.queries.contracts import (
    contracts_listed_for,
    last_days,
    promise_of,
    record_of,
)
from marketplace.contracts.queries.preparing import to_prepare
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.desk.queries.around_contract import around_contract
from marketplace.desk.queries.hours_against import hours_against
from marketplace.organisations.queries.directory import names_of
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.web.forms import (
    DayField,
    Needed,
    NumberField,
    PageForm,
    SeenForm,
    TextField,
)
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in

pages = Blueprint("contracts", __name__)


class ContractForm(PrecedenceForm, MilestonesForm):
    starts_on = DayField("First day", [Needed("Enter the first day.")])
    ends_on = DayField("Last day", [Needed("Enter the last day.")])
    order_number = TextField("Purchase-order number")
    terms = TextAreaField("Terms of the contract")


class OrderNumberForm(PageForm):
    order_number = TextField("Purchase-order number")


class TermsForm(PageForm):
    terms = TextAreaField("Terms of the contract")


class DeliveryForm(PageForm):
    delivered = NumberField("Delivered so far")


@pages.get("/contracts")
@signed_in
def index() -> ResponseReturnValue:
    listed = contracts_listed_for(actor(), beside())
    parties = {key for (row,) in listed.rows for key in (row.buyer_id, row.supplier_id)}
    return page(
        "contracts/contracts/index.html",
        listed=listed,
        names=names_of(parties),
        last_days=last_days(row.id for (row,) in listed.rows),
    )


@pages.route("/awards/<uuid:award_id>/prepare-contract", methods=["GET", "POST"])
@signed_in
def prepare(award_id: UUID) -> ResponseReturnValue:
    award = get_or_404(awards_bought_by(actor()).where(Award.id == award_id))
    known = to_prepare(award)
    tender, price = known.tender, known.price
    starts_on, ends_on = known.lot.days(tender)
    form = ContractForm(
        starts_on=starts_on,
        ends_on=ends_on,
        milestones=[{"title": "All of the work", "due_on": ends_on, "amount": price}],
    )
    if form.accepts(
        lambda: contracts.prepare_contract(
            actor(),
            tender.id,
            award_id=award.id,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            order_number=form.order_number.data,
            terms=(form.terms.data or "").strip(),
            precedence=form.chosen(),
            milestones=[] if tender.is_framework else form.planned(),
        )
    ):
        say("The contract is prepared. Both sides sign it on its page.")
        return redirect(url_for("contracts.show", contract_id=form.result.id))
    return page(
        "contracts/contracts/prepare.html",
        tender=tender,
        known=known,
        form=form,
        usual=USUAL_WORDS,
    )


@pages.get("/contracts/<uuid:contract_id>")
@signed_in
def show(contract_id: UUID) -> ResponseReturnValue:
    return _contract_page(visible_contract(contract_id), SeenForm())


def _contract_page(contract: Contract, form: SeenForm) -> ResponseReturnValue:
    """How it stands; ``form`` is a signature that was refused."""
    record = record_of(contract)
    return page(
        "contracts/contracts/show.html",
        form=form,
        contract=contract,
        paper=record.paper,
        signed_as=record.paper.mark if record.paper else "",
        shares=record.shares,
        sums=record.sums,
        milestones=record.milestones,
        is_work_accepted=record.is_work_accepted,
        promises=record.promises,
        names=record.names,
        award=record.award,
        pass_downs=record.pass_downs,
        around=around_contract(actor(), contract, record.milestones),
        documents=documents_of_tender(record.award.tender_id) if record.award else [],
        sign_from=record.sign_from,
        may_sign_for_buyer=buys_it_from_others(actor(), contract),
        may_sign_for_supplier=signs_for_its_supplier(actor(), contract),
    )


@pages.post("/contracts/<uuid:contract_id>/sign/<any(buyer, supplier):side>")
@signed_in
def sign(contract_id: UUID, side: str) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    form = SeenForm()
    if form.accepts(
        lambda: signatures.sign_contract(
            actor(), contract.id, for_buyer=side == "buyer", seen=form.mark
        )
    ):
        say("Your signature is on record.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return _contract_page(contract, form)


@pages.route("/contracts/<uuid:contract_id>/order-number", methods=["GET", "POST"])
@signed_in
def order_number(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    form = OrderNumberForm(obj=contract)
    if form.accepts(
        lambda: contracts.change_order_number(
            actor(), contract.id, order_number=form.order_number.data
        )
    ):
        say("The purchase-order number is saved.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/contracts/order_number.html", contract=contract, form=form)


@pages.route("/contracts/<uuid:contract_id>/terms", methods=["GET", "POST"])
@signed_in
def terms(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    form = TermsForm(obj=contract)
    if form.accepts(
        lambda: contracts.change_terms(actor(), contract.id, terms=(form.terms.data or "").strip())
    ):
        say("The terms are saved. Both sides sign them.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/contracts/terms.html", contract=contract, form=form)


@pages.route("/contracts/<uuid:contract_id>/promises/<uuid:clause_id>", methods=["GET", "POST"])
@signed_in
def delivery(contract_id: UUID, clause_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    clause = get_or_404(promise_of(contract.id, clause_id))
    form = DeliveryForm(obj=clause)
    if form.accepts(
        lambda: contracts.record_delivery(
            actor(), contract.id, clause_id=clause.id, delivered=form.delivered.data
        )
    ):
        say("What was delivered is on record.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page(
        "contracts/contracts/delivery.html",
        contract=contract,
        clause=clause,
        form=form,
        hours=hours_against(actor(), contract, clause),
    )


def visible_contract(contract_id: UUID, right: str | None = None) -> Contract:
    """A contract that the person sees, or 404; where a right is named, 403 without it."""
    return get_or_404(contracts_visible_to(actor()).where(Contract.id == contract_id), right)
