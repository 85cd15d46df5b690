"""Contracts: sign, deliver, accept; the promises kept beside them."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import TextAreaField

from marketplace.assessment.actions.awards import facts_of
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions import contracts
from marketplace.contracts.models.contracts import (
    Contract,
    ContractClause,
    Milestone,
    contracts_visible_to,
)
from marketplace.contracts.queries.contracts import milestones_of, promises_of, shares_of
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import db
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.queries.invoices import invoices_for
from marketplace.tendering.models.tenders import Tender
from marketplace.web.forms import NumberField, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.assessment.award import may_sign_from

pages = Blueprint("contracts", __name__, url_prefix="/contracts")


class OrderNumberForm(PageForm):
    order_number = TextField("Purchase-order number")


class ReturnForm(PageForm):
    reason = TextAreaField("What is still missing?")


class DeliveryForm(PageForm):
    delivered = NumberField("Delivered so far")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    rows = db.session.scalars(
        contracts_visible_to(actor()).order_by(Contract.prepared_at.desc())
    ).all()
    names = names_of({row.buyer_id for row in rows} | {row.supplier_id for row in rows})
    return page("contracts/contracts/index.html", contracts=rows, names=names)


@pages.get("/<uuid:contract_id>")
@signed_in
def show(contract_id: UUID) -> ResponseReturnValue:
    contract = _contract(contract_id)
    shares = shares_of(contract.id)
    milestones = milestones_of(contract.id)
    invoices = db.session.scalars(invoices_for([row.id for row in milestones])).all()
    award = db.session.get(Award, contract.award_id) if contract.award_id else None
    return page(
        "contracts/contracts/show.html",
        contract=contract,
        shares=shares,
        milestones=milestones,
        promises=promises_of(contract.id),
        invoices=invoices,
        names=names_of(
            {contract.buyer_id, contract.supplier_id, *(share.organisation_id for share in shares)}
        ),
        award=award,
        sign_from=_sign_from(award),
        may_sign_for_buyer=buys_it_from_others(actor(), contract),
        may_sign_for_supplier=signs_for_its_supplier(actor(), contract),
    )


@pages.post("/<uuid:contract_id>/sign/<any(buyer, supplier):side>")
@signed_in
def sign(contract_id: UUID, side: str) -> ResponseReturnValue:
    contract = _contract(contract_id)
    contracts.sign_contract(actor(), contract.id, for_buyer=side == "buyer")
    say("Your signature is on record.")
    return redirect(url_for("contracts.show", contract_id=contract.id))


@pages.route("/<uuid:contract_id>/order-number", methods=["GET", "POST"])
@signed_in
def order_number(contract_id: UUID) -> ResponseReturnValue:
    contract = _contract(contract_id)
    form = OrderNumberForm(obj=contract)
    if form.accepts(
        lambda: contracts.change_order_number(
            actor(), contract.id, order_number=form.order_number.data
        )
    ):
        say("The purchase-order number is saved.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/contracts/order_number.html", contract=contract, form=form)


@pages.post("/<uuid:contract_id>/milestones/<uuid:milestone_id>/claim")
@signed_in
def claim(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contracts.claim_milestone(actor(), _contract(contract_id).id, milestone_id=milestone_id)
    say("The buyer has been asked to accept the milestone.")
    return redirect(url_for("contracts.show", contract_id=contract_id))


@pages.post("/<uuid:contract_id>/milestones/<uuid:milestone_id>/accept")
@signed_in
def accept(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contracts.accept_milestone(actor(), _contract(contract_id).id, milestone_id=milestone_id)
    say("The milestone is accepted. The supplier can invoice it now.")
    return redirect(url_for("contracts.show", contract_id=contract_id))


@pages.route("/<uuid:contract_id>/milestones/<uuid:milestone_id>/return", methods=["GET", "POST"])
@signed_in
def send_back(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contract = _contract(contract_id)
    milestone = get_or_404(
        select(Milestone).where(Milestone.id == milestone_id, Milestone.contract_id == contract.id)
    )
    form = ReturnForm()
    if form.accepts(
        lambda: contracts.return_milestone(
            actor(),
            contract.id,
            milestone_id=milestone.id,
            reason=(form.reason.data or "").strip(),
        )
    ):
        say("The milestone is sent back, and the supplier is told what is missing.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page(
        "contracts/contracts/return.html", contract=contract, milestone=milestone, form=form
    )


@pages.route("/<uuid:contract_id>/promises/<uuid:clause_id>", methods=["GET", "POST"])
@signed_in
def delivery(contract_id: UUID, clause_id: UUID) -> ResponseReturnValue:
    contract = _contract(contract_id)
    clause = get_or_404(
        select(ContractClause).where(
            ContractClause.id == clause_id, ContractClause.contract_id == contract.id
        )
    )
    form = DeliveryForm(obj=clause)
    if form.accepts(
        lambda: contracts.record_delivery(
            actor(), contract.id, clause_id=clause.id, delivered=form.delivered.data
        )
    ):
        say("What was delivered is on record.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/contracts/delivery.html", contract=contract, clause=clause, form=form)


def _contract(contract_id: UUID) -> Contract:
    return get_or_404(contracts_visible_to(actor()).where(Contract.id == contract_id))


def _sign_from(award: Award | None) -> date | None:
    """The first day on which signing is lawful, where that is known."""
    if award is None:
        return None
    tender = db.session.get_one(Tender, award.tender_id)
    return may_sign_from(facts_of(assessment_of(tender), award))
