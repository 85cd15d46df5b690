"""The end of a contract: completed, or ended early once the supplier was heard."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, TextAreaField

from marketplace.contracts.actions import contract_ends
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.contract_ends import end_of, notice_due
from marketplace.contracts.queries.end_said import lacks_account
from marketplace.contracts.queries.ending import (
    answering_fault,
    completing_fault,
    finishing_fault,
    intending_fault,
)
from marketplace.engine import clock
from marketplace.organisations.queries.directory import names_of
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import actor, page, say, signed_in
from procurement.contracts.contract_end import EndGround, EndPlan, EndState, grounds_under
from procurement.tendering.regime import Regime

pages = Blueprint("contract_ends", __name__)


class EndForm(PageForm):
    ground = RadioField("Why does it end?", validate_choice=False)
    reasons = TextAreaField("Reasons")
    last_day = DayField("Last day", [Needed("Enter the last day.")])
    reply_by = DayField("Until when can the supplier answer?")

    def plan(self) -> EndPlan:
        """What was chosen and typed."""
        known = {ground.value: ground for ground in EndGround}
        return EndPlan(
            known.get(self.ground.data or ""),
            self.reasons.data or "",
            self.last_day.data,
            self.reply_by.data,
        )


class AnswerForm(PageForm):
    words = TextAreaField("What do you think of it?")
    agrees = BooleanField("We agree that the contract ends")


@pages.get("/contracts/<uuid:contract_id>/end")
@signed_in
def show(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    end = end_of(contract.id)
    intended = end if end is not None and end.state is EndState.INTENDED else None
    return page(
        "contracts/contract_ends/show.html",
        contract=contract,
        end=end,
        names=names_of({contract.buyer_id, contract.supplier_id}),
        notice=notice_due(contract, end),
        lacks_account=end is not None and lacks_account(contract, end),
        not_completed=completing_fault(contract, clock.today()) if end is None else None,
        not_ended=finishing_fault(intended, clock.today()) if intended else None,
    )


@pages.post("/contracts/<uuid:contract_id>/end/complete")
@signed_in
def complete(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_end.complete")
    contract_ends.complete_contract_end(actor(), contract.id)
    say("The contract is completed. The supplier is told.")
    return redirect(url_for("contract_ends.show", contract_id=contract.id))


@pages.route("/contracts/<uuid:contract_id>/end/early", methods=["GET", "POST"])
@signed_in
def intend(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_end.intend")
    form = EndForm()
    form.ground.choices = [
        (ground.value, ground.in_words) for ground in grounds_under(Regime(contract.regime))
    ]
    if form.accepts(
        lambda: contract_ends.intend_contract_end(actor(), contract.id, plan=form.plan())
    ):
        say("The supplier is told. The contract goes on until you record its end.")
        return redirect(url_for("contract_ends.show", contract_id=contract.id))
    return page(
        "contracts/contract_ends/intend.html",
        contract=contract,
        form=form,
        not_yet=intending_fault(contract),
    )


@pages.route("/contracts/<uuid:contract_id>/end/answer", methods=["GET", "POST"])
@signed_in
def answer(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_end.answer")
    form = AnswerForm()
    if form.accepts(
        lambda: contract_ends.answer_contract_end(
            actor(), contract.id, words=form.words.data or "", agrees=form.agrees.data
        )
    ):
        say("The buyer is told.")
        return redirect(url_for("contract_ends.show", contract_id=contract.id))
    end = end_of(contract.id)
    return page(
        "contracts/contract_ends/answer.html",
        contract=contract,
        end=end,
        form=form,
        not_yet=answering_fault(end),
    )


@pages.post("/contracts/<uuid:contract_id>/end/record")
@signed_in
def finish(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_end.finish")
    contract_ends.finish_contract_end(actor(), contract.id)
    say("The contract has ended. The supplier is told.")
    return redirect(url_for("contract_ends.show", contract_id=contract.id))


@pages.post("/contracts/<uuid:contract_id>/end/withdraw")
@signed_in
def withdraw(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_end.withdraw")
    contract_ends.withdraw_contract_end(actor(), contract.id)
    say("It is withdrawn: the contract goes on. The supplier is told.")
    return redirect(url_for("contract_ends.show", contract_id=contract.id))
