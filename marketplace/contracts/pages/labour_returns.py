"""The hours worked under a contract, month by month; made to be filled in on a phone."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions import labour_returns
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.labour_returns import labour_record_of, labour_return_of
from marketplace.engine import clock
from marketplace.web.forms import Needed, NumberField, PageForm, PickField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.labour_return import Hours

pages = Blueprint("labour_returns", __name__)


class HoursForm(PageForm):
    hours = NumberField("All hours worked", [Needed("Enter the hours, 0 if nobody worked.")])
    furthest = NumberField(
        "Of them, by people furthest from the labour market",
        [Needed("Enter the hours, 0 if there were none.")],
    )
    evidence = TextAreaField("How can the buyer see that?")

    def told(self, month: date) -> Hours:
        """What was typed, still to be judged."""
        none = Decimal(0)
        return Hours(
            month,
            self.hours.data or none,
            self.furthest.data or none,
            (self.evidence.data or "").strip(),
        )


class MakeForm(HoursForm):
    month = PickField("Month")

    def offer(self, months: Iterable[date]) -> None:
        """The months that can be chosen."""
        self.month.choices = [(f"{month}", f"{month:%B %Y}") for month in months]


class QuestionForm(PageForm):
    reason = TextAreaField("What do you ask?")


@pages.get("/contracts/<uuid:contract_id>/hours")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    record = labour_record_of(contract, clock.today())
    return page("contracts/labour_returns/index.html", contract=contract, record=record)


@pages.route("/contracts/<uuid:contract_id>/hours/return", methods=["GET", "POST"])
@signed_in
def make(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "labour_return.make")
    record = labour_record_of(contract, clock.today())
    form = MakeForm()
    form.offer(record.missing)
    if form.accepts(
        lambda: labour_returns.make_labour_return(
            actor(), contract.id, told=form.told(date.fromisoformat(form.month.data))
        )
    ):
        say("The hours are returned. The buyer is asked to confirm them.")
        return redirect(url_for("labour_returns.index", contract_id=contract.id))
    return page(
        "contracts/labour_returns/edit.html", contract=contract, former=None, form=form,
                may_be_made=bool(record.missing))  # fmt: skip


@pages.route(
    "/contracts/<uuid:contract_id>/hours/<uuid:return_id>/correct", methods=["GET", "POST"]
)
@signed_in
def correct(contract_id: UUID, return_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "labour_return.correct")
    former = get_or_404(labour_return_of(contract.id, return_id))
    form = HoursForm(obj=former)
    if form.accepts(
        lambda: labour_returns.correct_labour_return(
            actor(), contract.id, return_id=former.id, told=form.told(former.month)
        )
    ):
        say("The correction stands. What was returned before can still be read.")
        return redirect(url_for("labour_returns.index", contract_id=contract.id))
    return page("contracts/labour_returns/edit.html", contract=contract, former=former, form=form,
                may_be_made=True)  # fmt: skip


@pages.post("/contracts/<uuid:contract_id>/hours/<uuid:return_id>/confirm")
@signed_in
def confirm(contract_id: UUID, return_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "labour_return.confirm")
    labour_returns.confirm_labour_return(actor(), contract.id, return_id=return_id)
    say("The hours are confirmed.")
    return redirect(url_for("labour_returns.index", contract_id=contract.id))


@pages.route(
    "/contracts/<uuid:contract_id>/hours/<uuid:return_id>/question", methods=["GET", "POST"]
)
@signed_in
def question(contract_id: UUID, return_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "labour_return.question")
    row = get_or_404(labour_return_of(contract.id, return_id))
    form = QuestionForm()
    if form.accepts(
        lambda: labour_returns.question_labour_return(
            actor(), contract.id, return_id=row.id, reason=(form.reason.data or "").strip()
        )
    ):
        say("The contractor is told what you ask.")
        return redirect(url_for("labour_returns.index", contract_id=contract.id))
    return page("contracts/labour_returns/question.html", contract=contract, row=row, form=form)
