"""The milestones of a contract: say that the work is done, accept it, send it back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions import milestones
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.contracts import milestone_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("milestones", __name__)


class ReturnForm(PageForm):
    reason = TextAreaField("What is still missing?")


@pages.post("/contracts/<uuid:contract_id>/milestones/<uuid:milestone_id>/claim")
@signed_in
def claim(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    milestones.claim_milestone(actor(), visible_contract(contract_id).id, milestone_id=milestone_id)
    say("The buyer has been asked to accept the milestone.")
    return redirect(url_for("contracts.show", contract_id=contract_id))


@pages.post("/contracts/<uuid:contract_id>/milestones/<uuid:milestone_id>/accept")
@signed_in
def accept(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    milestones.accept_milestone(
        actor(), visible_contract(contract_id).id, milestone_id=milestone_id
    )
    say("The milestone is accepted. The supplier can invoice it now.")
    return redirect(url_for("contracts.show", contract_id=contract_id))


@pages.route(
    "/contracts/<uuid:contract_id>/milestones/<uuid:milestone_id>/return", methods=["GET", "POST"]
)
@signed_in
def send_back(contract_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    milestone = get_or_404(milestone_of(contract.id, milestone_id))
    form = ReturnForm()
    if form.accepts(
        lambda: milestones.return_milestone(
            actor(),
            contract.id,
            milestone_id=milestone.id,
            reason=(form.reason.data or "").strip(),
        )
    ):
        say("The milestone is sent back, and the supplier is told what is missing.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page(
        "contracts/milestones/return.html", contract=contract, milestone=milestone, form=form
    )
