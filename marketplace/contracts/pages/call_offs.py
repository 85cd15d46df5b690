"""Call-offs under a framework: what there is, one more, and one that is not wanted after all."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions import call_offs
from marketplace.contracts.actions.call_offs import CallOffPlan
from marketplace.contracts.models.contracts import Contract, ContractKind, contracts_visible_to
from marketplace.contracts.pages.milestone_rows import MilestonesForm
from marketplace.contracts.queries.call_offs import call_offs_listed, framework_facts
from marketplace.web.forms import DayField, Needed, PageForm, TextField
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in

pages = Blueprint("call_offs", __name__)


class CallOffForm(MilestonesForm):
    title = TextField("Title")
    words = TextAreaField("What is delivered?")
    starts_on = DayField("First day", [Needed("Enter the first day.")])
    ends_on = DayField("Last day", [Needed("Enter the last day.")])
    order_number = TextField("Purchase-order number")

    def plan(self) -> CallOffPlan:
        """What was typed."""
        return CallOffPlan(
            self.title.data or "",
            (self.words.data or "").strip(),
            self.starts_on.data,
            self.ends_on.data,
            self.order_number.data or "",
            self.planned(),
        )


class TakeBackForm(PageForm):
    reason = TextAreaField("Why is it not wanted?")


@pages.get("/contracts/<uuid:contract_id>/call-offs")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    framework = _one(contract_id, ContractKind.FRAMEWORK)
    return page(
        "contracts/call_offs/index.html",
        framework=framework,
        facts=framework_facts(framework),
        listed=call_offs_listed(framework.id, beside()),
    )


@pages.route("/contracts/<uuid:contract_id>/call-offs/prepare", methods=["GET", "POST"])
@signed_in
def prepare(contract_id: UUID) -> ResponseReturnValue:
    framework = _one(contract_id, ContractKind.FRAMEWORK, "call_off.prepare")
    form = CallOffForm()
    if form.accepts(lambda: call_offs.prepare_call_off(actor(), framework.id, plan=form.plan())):
        say("The call-off is prepared. Both sides sign it on its page.")
        return redirect(url_for("contracts.show", contract_id=form.result.id))
    return page(
        "contracts/call_offs/prepare.html",
        framework=framework,
        facts=framework_facts(framework),
        form=form,
    )


@pages.route("/contracts/<uuid:contract_id>/take-back", methods=["GET", "POST"])
@signed_in
def take_back(contract_id: UUID) -> ResponseReturnValue:
    contract = _one(contract_id, ContractKind.CALL_OFF, "call_off.take_back")
    form = TakeBackForm()
    if form.accepts(
        lambda: call_offs.take_back_call_off(
            actor(), contract.id, reason=(form.reason.data or "").strip()
        )
    ):
        say("It is taken back, and the other side is told why.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/call_offs/take_back.html", contract=contract, form=form)


def _one(contract_id: UUID, kind: ContractKind, right: str | None = None) -> Contract:
    """One of this kind that the person sees; 404 for any other."""
    wanted = contracts_visible_to(actor())
    return get_or_404(wanted.where(Contract.id == contract_id, Contract.kind == kind), right)
