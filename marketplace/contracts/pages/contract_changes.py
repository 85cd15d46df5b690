"""Changes of a signed contract: propose one, see what the law says of it, sign it, say no."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions import contract_changes
from marketplace.contracts.models.changes import Change
from marketplace.contracts.pages.change_form import ProposalForm
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.change_law import change_law
from marketplace.contracts.queries.changes import change_of, changes_of, standing_of
from marketplace.contracts.queries.measured import measured, room_left
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import clock
from marketplace.organisations.queries.directory import names_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.change_proposal import CHANGE, refuse_unless_open_to_change
from procurement.ground.refusal import refusal_of

pages = Blueprint("contract_changes", __name__)


class DeclineForm(PageForm):
    reason = TextAreaField("Why not?")


@pages.get("/contracts/<uuid:contract_id>/changes")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    return page(
        "contracts/contract_changes/index.html", contract=contract, changes=changes_of(contract.id)
    )


@pages.route("/contracts/<uuid:contract_id>/changes/propose", methods=["GET", "POST"])
@signed_in
def propose(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_change.propose")
    law = change_law(contract, clock.today())
    form = ProposalForm.of(contract, law)
    if form.accepts(
        lambda: contract_changes.propose_contract_change(
            actor(), contract.id, plan=form.plan(), said=form.said()
        )
    ):
        say("The change is proposed. The supplier is asked to sign it.")
        return redirect(_address(form.result))
    return page(
        "contracts/contract_changes/propose.html",
        contract=contract,
        form=form,
        law=law,
        room=room_left(contract, law),
        not_yet=refusal_of(lambda: refuse_unless_open_to_change(standing_of(contract))),
    )


@pages.get("/contracts/<uuid:contract_id>/changes/<uuid:change_id>")
@signed_in
def show(contract_id: UUID, change_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    change = get_or_404(change_of(contract.id, change_id))
    return page(
        "contracts/contract_changes/show.html",
        contract=contract,
        change=change,
        names=names_of({contract.buyer_id, contract.supplier_id}),
        measured=measured(contract, change, clock.today()),
        may_sign_for_buyer=buys_it_from_others(actor(), contract),
        may_sign_for_supplier=signs_for_its_supplier(actor(), contract),
    )


@pages.post(
    "/contracts/<uuid:contract_id>/changes/<uuid:change_id>/sign/<any(buyer, supplier):side>"
)
@signed_in
def sign(contract_id: UUID, change_id: UUID, side: str) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_change.sign")
    contract_changes.sign_contract_change(
        actor(), contract.id, change_id=change_id, for_buyer=side == "buyer"
    )
    say("Your signature is on record.")
    return redirect(url_for("contract_changes.show", contract_id=contract.id, change_id=change_id))


@pages.route(
    "/contracts/<uuid:contract_id>/changes/<uuid:change_id>/decline", methods=["GET", "POST"]
)
@signed_in
def decline(contract_id: UUID, change_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_change.decline")
    change = get_or_404(change_of(contract.id, change_id))
    form = DeclineForm()
    if form.accepts(
        lambda: contract_changes.decline_contract_change(
            actor(), contract.id, change_id=change.id, reason=(form.reason.data or "").strip()
        )
    ):
        say("The buyer is told. The contract stays as it is.")
        return redirect(_address(change))
    return page(
        "contracts/contract_changes/decline.html",
        contract=contract,
        change=change,
        form=form,
        not_yet=refusal_of(lambda: CHANGE.after(change.state, "decline")),
    )


@pages.post("/contracts/<uuid:contract_id>/changes/<uuid:change_id>/withdraw")
@signed_in
def withdraw(contract_id: UUID, change_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_change.withdraw")
    change = get_or_404(change_of(contract.id, change_id))
    contract_changes.withdraw_contract_change(actor(), contract.id, change_id=change.id)
    say("The change is withdrawn. The contract stays as it is.")
    return redirect(_address(change))


def _address(change: Change) -> str:
    return url_for("contract_changes.show", contract_id=change.contract_id, change_id=change.id)
