"""By what a contract is judged, how it is rated, and what the supplier says of that."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, FormField, RadioField, TextAreaField
from wtforms import Form as Part

from marketplace.assessment.queries.awards import award_of
from marketplace.contracts.actions import assessments, indicators
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.performance import (
    Performance,
    assessment_of_contract,
    indicator_of,
    indicators_of,
    performance_of,
)
from marketplace.engine import clock
from marketplace.organisations.queries.directory import names_of
from marketplace.web.forms import DayField, Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.indicator import (
    RATING_WORDS,
    IndicatorTerms,
    Rated,
    Rating,
    before_commenting,
    before_excusing,
    before_rating,
    before_setting,
)
from procurement.ground.calendar import london_day
from procurement.ground.refusal import refusal_of

pages = Blueprint("indicators", __name__)


class IndicatorForm(PageForm):
    title = TextField("What is measured")
    target = TextField("What is to be reached")
    measured = TextAreaField("How it is measured")

    def terms(self) -> IndicatorTerms:
        """What was typed, still to be judged."""
        return IndicatorTerms(self.title.data, self.target.data, self.measured.data or "")


class ReasonForm(PageForm):
    reason = TextAreaField("Why can the performance not be assessed by indicators?")


class RatingRow(Part):
    rating = RadioField(
        "Rating",
        choices=[(rating.value, RATING_WORDS[rating]) for rating in Rating],
        validate_choice=False,
    )
    reason = TextAreaField("Why: what was measured, and what came out")

    def rated(self) -> Rated:
        """What was typed, still to be judged."""
        chosen = self.rating.data
        is_rating = chosen in {rating.value for rating in Rating}
        return Rated(Rating(chosen) if is_rating else None, self.reason.data or "")


class AssessmentForm(PageForm):
    begins_on = DayField("First day of the period", [Needed("Enter the first day.")])
    ends_on = DayField("Last day of the period", [Needed("Enter the last day.")])
    ratings = FieldList(FormField(RatingRow))


class CommentForm(PageForm):
    comment = TextAreaField("What do you say to these ratings?")


@pages.get("/contracts/<uuid:contract_id>/performance")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    return page(
        "contracts/indicators/index.html",
        contract=contract,
        performance=performance_of(contract),
        tender_id=award_of(contract.award_id).tender_id if contract.award_id else None,
        names=names_of([contract.buyer_id, contract.supplier_id]),
        rating_words=RATING_WORDS,
    )


@pages.route("/contracts/<uuid:contract_id>/performance/indicator", methods=["GET", "POST"])
@signed_in
def add(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "indicator.set")
    form = IndicatorForm()
    if form.accepts(lambda: indicators.set_indicator(actor(), contract.id, terms=form.terms())):
        say("The indicator is set.")
        return redirect(url_for("indicators.index", contract_id=contract.id))
    return page(
        "contracts/indicators/add.html",
        contract=contract,
        form=form,
        not_yet=refusal_of(
            lambda: before_setting(
                contract.state,
                len(indicators_of(contract.id)),
                is_signed=contract.is_signed_by_one,
            )
        ),
    )


@pages.post("/contracts/<uuid:contract_id>/performance/<uuid:indicator_id>/remove")
@signed_in
def remove(contract_id: UUID, indicator_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "indicator.remove")
    row = get_or_404(indicator_of(contract.id, indicator_id))
    indicators.remove_indicator(actor(), contract.id, indicator_id=row.id)
    say("The indicator is taken out.")
    return redirect(url_for("indicators.index", contract_id=contract.id))


@pages.route("/contracts/<uuid:contract_id>/performance/no-indicators", methods=["GET", "POST"])
@signed_in
def exception(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "indicator_exception.give")
    performance = performance_of(contract)
    form = ReasonForm(reason=performance.why_none)
    if form.accepts(
        lambda: indicators.give_indicator_exception(
            actor(), contract.id, reason=form.reason.data or ""
        )
    ):
        say("It is saved.")
        return redirect(url_for("indicators.index", contract_id=contract.id))
    return page(
        "contracts/indicators/exception.html",
        contract=contract,
        form=form,
        is_owed=bool(performance.owed),
        not_yet=refusal_of(
            lambda: before_excusing(
                performance.owed,
                len(performance.indicators),
                is_signed=contract.is_signed_by_one,
            )
        ),
    )


@pages.route("/contracts/<uuid:contract_id>/performance/assess", methods=["GET", "POST"])
@signed_in
def assess(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "performance.assess")
    performance = performance_of(contract)
    form = _assessment_form(contract, performance)
    if form.accepts(
        lambda: assessments.assess_performance(actor(), contract.id, said=_said(form, performance))
    ):
        say("The assessment is kept. The supplier is told, and may comment.")
        return redirect(url_for("indicators.index", contract_id=contract.id))
    return page(
        "contracts/indicators/assess.html",
        contract=contract,
        performance=performance,
        form=form,
        not_yet=refusal_of(
            lambda: before_rating(
                is_signed=contract.signed_at is not None,
                count=len(performance.indicators),
                due_on=performance.due_on,
            )
        ),
    )


@pages.route(
    "/contracts/<uuid:contract_id>/performance/<uuid:assessment_id>/comment",
    methods=["GET", "POST"],
)
@signed_in
def comment(contract_id: UUID, assessment_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "performance.comment")
    row = get_or_404(assessment_of_contract(contract.id, assessment_id))
    form = CommentForm()
    if form.accepts(
        lambda: assessments.comment_performance(
            actor(), contract.id, assessment_id=row.id, comment=form.comment.data or ""
        )
    ):
        say("The buyer is told.")
        return redirect(url_for("indicators.index", contract_id=contract.id))
    performance = performance_of(contract)
    [one] = [one for one in performance.assessments if one.row.id == row.id]
    return page(
        "contracts/indicators/comment.html",
        contract=contract,
        one=one,
        is_published=performance.is_published,
        form=form,
        rating_words=RATING_WORDS,
        not_yet=refusal_of(
            lambda: before_commenting(
                is_published=row.notice_id is not None, is_answered=row.commented_at is not None
            )
        ),
    )


def _assessment_form(contract: Contract, performance: Performance) -> AssessmentForm:
    """With the period that is not assessed yet, as far as it is over, and no rating chosen."""
    begins_on = contract.starts_on
    if contract.signed_at is not None:
        begins_on = max(begins_on, london_day(contract.signed_at))
    if performance.assessed_to is not None:
        begins_on = performance.assessed_to + timedelta(days=1)
    return AssessmentForm(
        begins_on=begins_on,
        ends_on=min(performance.last_day, clock.today()),
        ratings=[{} for _ in performance.indicators],
    )


def _said(form: AssessmentForm, performance: Performance) -> assessments.AssessedPeriod:
    rows = zip(performance.indicators, form.ratings, strict=False)
    return assessments.AssessedPeriod(
        form.begins_on.data,
        form.ends_on.data,
        {indicator.id: row.form.rated() for indicator, row in rows},
    )
