"""What a contract asks to be passed on: propose it, agree to it, say no."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions import pass_downs
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.pass_downs import pass_down_of, pass_downs_of
from marketplace.web.forms import NumberField, PageForm, WholeNumberField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.contract import ContractState
from procurement.contracts.pass_down import PassDownTerms

pages = Blueprint("pass_downs", __name__)


class PassDownForm(PageForm):
    payment_days = WholeNumberField("Within how many days is everybody below this contract paid?")
    social_share = NumberField("How much of its value is spent with verified social enterprises?")
    labour_share = NumberField(
        "How much of the hours is worked by people furthest from the labour market?"
    )

    def terms(self) -> PassDownTerms:
        """What was typed, still to be judged."""
        return PassDownTerms(self.payment_days.data, self.social_share.data, self.labour_share.data)


class DeclineForm(PageForm):
    reason = TextAreaField("Why not?")


@pages.route("/contracts/<uuid:contract_id>/pass-downs/propose", methods=["GET", "POST"])
@signed_in
def propose(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "pass_down.propose")
    standing = pass_downs_of(contract.id)
    form = PassDownForm(obj=standing.proposed or standing.in_force)
    if form.accepts(lambda: pass_downs.propose_pass_down(actor(), contract.id, terms=form.terms())):
        say(
            "It stands on the page of the contract. Both sides agree to it as they sign."
            if contract.state is ContractState.AWAITING_SIGNATURE
            else "The other side is asked to agree."
        )
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page(
        "contracts/pass_downs/propose.html", contract=contract, standing=standing, form=form
    )


@pages.post("/contracts/<uuid:contract_id>/pass-downs/<uuid:pass_down_id>/agree")
@signed_in
def agree(contract_id: UUID, pass_down_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "pass_down.agree")
    pass_downs.agree_pass_down(actor(), contract.id, pass_down_id=pass_down_id)
    say("It is agreed. From now on it is passed on.")
    return redirect(url_for("contracts.show", contract_id=contract.id))


@pages.route(
    "/contracts/<uuid:contract_id>/pass-downs/<uuid:pass_down_id>/decline",
    methods=["GET", "POST"],
)
@signed_in
def decline(contract_id: UUID, pass_down_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "pass_down.decline")
    row = get_or_404(pass_down_of(contract.id, pass_down_id))
    form = DeclineForm()
    if form.accepts(
        lambda: pass_downs.decline_pass_down(
            actor(), contract.id, pass_down_id=row.id, reason=(form.reason.data or "").strip()
        )
    ):
        say("The other side is told. What was in force before stays in force.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/pass_downs/decline.html", contract=contract, proposed=row, form=form)
