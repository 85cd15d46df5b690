"""Breaches of a contract: recorded by the buyer, read and answered by the supplier."""

from typing import Self
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.queries.awards import award_of
from marketplace.contracts.actions import breaches
from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.breaches import breach_of, breaches_listed
from marketplace.engine import clock
from marketplace.organisations.queries.directory import names_of
from marketplace.web.forms import DayField, MoneyField, PageForm
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.contracts.breach import (
    ASKED,
    KIND_WORDS,
    Breach,
    BreachKind,
    Consequence,
    before_answering,
    before_recording,
    in_words,
)
from procurement.ground.refusal import refusal_of
from procurement.tendering.notices import notices_owed
from procurement.tendering.regime import Regime

pages = Blueprint("breaches", __name__)


class EventForm(PageForm):
    event = TextAreaField(ASKED["event"])
    happened_on = DayField("When it happened")
    obligation = TextAreaField(ASKED["obligation"])
    nature = TextAreaField(ASKED["nature"])
    impact = TextAreaField(ASKED["impact"])
    duration = TextAreaField(ASKED["duration"])
    mitigation = TextAreaField(ASKED["mitigation"])
    warnings = TextAreaField(ASKED["warnings"])


class FollowForm(PageForm):
    kind = RadioField(
        "What followed",
        choices=[(kind.value, KIND_WORDS[kind]) for kind in BreachKind],
        validate_choice=False,
    )
    follows_on = DayField("On which day that followed")
    amount = MoneyField("Amount of damages, settlement or loss, where there is one")
    basis = TextAreaField(ASKED["basis"])

    @classmethod
    def of(cls, row: ContractBreach) -> Self:
        """Showing what is said to have followed, which can be corrected until it is published."""
        if row.kind is BreachKind.NOTE or row.notice_id is not None:
            return cls()
        return cls(kind=row.kind, follows_on=row.follows_on, amount=row.amount, basis=row.basis)

    def follows(self) -> Consequence:
        """What was typed, still to be judged."""
        chosen = self.kind.data
        is_kind = chosen in {kind.value for kind in BreachKind}
        return Consequence(BreachKind(chosen) if is_kind else None, self.follows_on.data)


class BreachForm(EventForm, FollowForm):
    """All of it, in the order of the page."""

    def said(self) -> Breach:
        """What was typed, still to be judged."""
        words = {name: self[name].data or "" for name in ASKED}
        return Breach(**words, happened_on=self.happened_on.data, amount=self.amount.data)


class AnswerForm(PageForm):
    answer = TextAreaField("What do you say to this?")


@pages.get("/contracts/<uuid:contract_id>/breaches")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    listed = breaches_listed(contract, beside())
    return page(
        "contracts/breaches/index.html",
        contract=contract,
        listed=listed,
        lines={one.row.id: in_words(one.row.said, one.row.consequence) for one in listed.rows},
        names=names_of([contract.buyer_id, contract.supplier_id]),
        has_notice=_has_notice(contract),
        tender_id=award_of(contract.award_id).tender_id if contract.award_id else None,
    )


@pages.route("/contracts/<uuid:contract_id>/breaches/record", methods=["GET", "POST"])
@signed_in
def record(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "breach.record")
    form = BreachForm()
    if form.accepts(
        lambda: breaches.record_breach(
            actor(), contract.id, said=form.said(), follows=form.follows()
        )
    ):
        say("It is recorded. The supplier is told, and may answer.")
        return redirect(url_for("breaches.index", contract_id=contract.id))
    return page(
        "contracts/breaches/record.html",
        contract=contract,
        form=form,
        has_notice=_has_notice(contract),
        not_yet=refusal_of(lambda: before_recording(contract.state)),
    )


@pages.route(
    "/contracts/<uuid:contract_id>/breaches/<uuid:breach_id>/follow", methods=["GET", "POST"]
)
@signed_in
def follow(contract_id: UUID, breach_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "breach.follow")
    row = get_or_404(breach_of(contract.id, breach_id))
    form = FollowForm.of(row)
    form.kind.choices = [choice for choice in form.kind.choices if choice[0] != BreachKind.NOTE]
    if form.accepts(
        lambda: breaches.follow_breach(
            actor(),
            contract.id,
            breach_id=row.id,
            amount=form.amount.data,
            basis=form.basis.data or "",
            follows=form.follows(),
        )
    ):
        say("It is recorded. The supplier is told.")
        return redirect(url_for("breaches.index", contract_id=contract.id))
    return page(
        "contracts/breaches/follow.html",
        contract=contract,
        row=row,
        stands=KIND_WORDS[row.kind],
        form=form,
        has_notice=_has_notice(contract),
    )


@pages.route(
    "/contracts/<uuid:contract_id>/breaches/<uuid:breach_id>/answer", methods=["GET", "POST"]
)
@signed_in
def answer(contract_id: UUID, breach_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "breach.answer")
    row = get_or_404(breach_of(contract.id, breach_id))
    form = AnswerForm()
    if form.accepts(
        lambda: breaches.answer_breach(
            actor(), contract.id, breach_id=row.id, answer=form.answer.data or ""
        )
    ):
        say("The buyer is told.")
        return redirect(url_for("breaches.index", contract_id=contract.id))
    return page(
        "contracts/breaches/answer.html",
        contract=contract,
        row=row,
        lines=in_words(row.said, row.consequence),
        form=form,
        not_yet=refusal_of(lambda: before_answering(is_answered=row.answered_at is not None)),
    )


def _has_notice(contract: Contract) -> bool:
    """Whether the law that applies knows a notice of breaches."""
    duties = notices_owed(Regime(contract.regime), clock.today())
    return any(duty.code == "UK9" for duty in duties)
