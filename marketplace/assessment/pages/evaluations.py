"""The assessment of one tender: the panel, the bids, scores alone, scores agreed, the ranking."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import Field, RadioField, SelectField, TextAreaField

from marketplace.assessment.actions import evaluations
from marketplace.assessment.actions.evaluations import declaration_of
from marketplace.assessment.models.evaluations import (
    AgreedScore,
    Evaluator,
    LotRanking,
    Score,
    tenders_assessed_by,
)
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.awards import awards_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.organisations.queries.people import names_of_people, people_as
from marketplace.tendering.models.tenders import Tender
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, get_or_404, number_in, page, say, signed_in
from procurement.assessment.moderation import before_scoring, mean_score, spread
from procurement.ground.exact import plain
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import is_closed

pages = Blueprint("evaluations", __name__, url_prefix="/evaluations")

SCALE_WORDS = {
    0: "0 – no answer",
    1: "1 – poor",
    2: "2 – weak",
    3: "3 – acceptable",
    4: "4 – good",
    5: "5 – excellent",
}


class AppointForm(PageForm):
    person_id = SelectField("Colleague")


class DeclareForm(PageForm):
    has_conflict = RadioField(
        "Do you have an interest in the outcome?",
        choices=[("no", "No, I have none"), ("yes", "Yes, I declare one")],
        validators=[Needed("Choose whether you have an interest.")],
    )
    declaration = TextAreaField("If yes, what is it?")


class MitigateForm(PageForm):
    mitigation = TextAreaField("How is the interest dealt with?")


class DisregardForm(PageForm):
    bid_id = SelectField("Bid")
    lot_id = SelectField("For which lot?")
    reason = TextAreaField("Reason")


@pages.get("/<uuid:tender_id>")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    assessment = assessment_of(tender)
    return page(
        "assessment/evaluations/show.html",
        tender=tender,
        assessment=assessment,
        me=_me(assessment),
        is_buyer=_is_buyer(tender),
        is_over=tender.closes_at is not None and is_closed(tender.closes_at, clock.now()),
        rankings=_rankings(assessment),
        awards={award.lot_id: award for award in awards_of(tender.id)},
    )


@pages.route("/<uuid:tender_id>/appoint", methods=["GET", "POST"])
@signed_in
def appoint(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    on_panel = {one.person_id for one in assessment_of(tender).evaluators}
    names = names_of_people(people_as(tender.buyer_id, Role.EVALUATOR))
    form = AppointForm()
    form.person_id.choices = [
        (str(key), name) for key, name in names.items() if key not in on_panel
    ]
    if form.accepts(
        lambda: evaluations.appoint_evaluator(
            actor(), tender.id, person_id=UUID(form.person_id.data)
        )
    ):
        say(f"{names[UUID(form.person_id.data)]} is on the panel and has been told by e-mail.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/evaluations/appoint.html", tender=tender, form=form)


@pages.post("/<uuid:tender_id>/remove/<uuid:evaluator_id>")
@signed_in
def remove(tender_id: UUID, evaluator_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    evaluations.remove_evaluator(actor(), tender.id, evaluator_id=evaluator_id)
    say("That person is no longer on the panel.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


@pages.route("/<uuid:tender_id>/declare", methods=["GET", "POST"])
@signed_in
def declare(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    me = _my_appointment(tender)
    form = DeclareForm()
    if form.accepts(
        lambda: evaluations.declare_conflict(
            actor(),
            me.id,
            has_conflict=form.has_conflict.data == "yes",
            declaration=(form.declaration.data or "").strip(),
        )
    ):
        say("Your declaration is on record.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/evaluations/declare.html", tender=tender, form=form)


@pages.route("/<uuid:tender_id>/mitigate/<uuid:evaluator_id>", methods=["GET", "POST"])
@signed_in
def mitigate(tender_id: UUID, evaluator_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    row = get_or_404(
        select(Evaluator).where(Evaluator.id == evaluator_id, Evaluator.tender_id == tender.id)
    )
    form = MitigateForm()
    if form.accepts(
        lambda: evaluations.mitigate_conflict(
            actor(),
            tender.id,
            evaluator_id=row.id,
            mitigation=(form.mitigation.data or "").strip(),
        )
    ):
        say("How the interest is dealt with is on record.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/evaluations/mitigate.html", tender=tender, form=form, evaluator=row)


@pages.post("/<uuid:tender_id>/open")
@signed_in
def open_bids(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    evaluations.open_bids(actor(), tender.id)
    say("All bids are open. The panel has been told.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>", methods=["GET", "POST"])
@signed_in
def score(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    """One evaluator reads one bid and scores it alone; the buyer only reads it."""
    tender = _tender(tender_id)
    assessment = assessment_of(tender)
    bid = _bid(assessment, bid_id)
    me = _me(assessment)
    if me is None:
        return page(
            "assessment/evaluations/bid.html", tender=tender, assessment=assessment, bid=bid
        )
    before_scoring(declaration_of(me))
    own = {
        criterion.id: assessment.scores.get((bid.id, criterion.id), {}).get(me.person_id)
        for criterion in assessment.criteria
    }
    form = _score_form(assessment, bid.id, own)
    if form.accepts(
        lambda: evaluations.score_bid(
            actor(), me.id, bid_id=bid.id, scores=_scores(form, assessment)
        )
    ):
        say("Your scores are saved.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/evaluations/score.html",
        tender=tender,
        assessment=assessment,
        bid=bid,
        form=form,
    )


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>/agree", methods=["GET", "POST"])
@signed_in
def agree(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    """The panel’s meeting: what each scored, and the one score agreed."""
    tender = _tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    bid = _bid(assessment, bid_id)
    me = _me(assessment)
    if me is not None and not assessment.is_scored_by(me.person_id, bid.id):
        raise Refusal(
            "You are on the panel: score this bid alone before you see the others’ scores."
        )
    agreed = {one.id: assessment.agreed.get((bid.id, one.id)) for one in assessment.criteria}
    form = _score_form(assessment, bid.id, agreed, with_discussion=True)
    if form.accepts(
        lambda: evaluations.agree_scores(
            actor(), tender.id, bid_id=bid.id, scores=_agreed(form, assessment)
        )
    ):
        say(f"The agreed scores of {assessment.name_of(bid.id)} are saved.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    individual = {one.id: assessment.individual(bid.id, one.id) for one in assessment.criteria}
    return page(
        "assessment/evaluations/agree.html",
        tender=tender,
        assessment=assessment,
        bid=bid,
        form=form,
        individual=individual,
        names={str(key): name for key, name in assessment.names.items()},
        means={key: plain(mean_score(scores)) for key, scores in individual.items() if scores},
        spreads={key: spread(scores) for key, scores in individual.items() if scores},
    )


@pages.post("/<uuid:tender_id>/approve")
@signed_in
def approve(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    evaluations.approve_scores(actor(), _my_appointment(tender).id)
    say("You have approved the panel’s record.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


@pages.route("/<uuid:tender_id>/disregard", methods=["GET", "POST"])
@signed_in
def disregard(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    form = DisregardForm()
    form.bid_id.choices = [(str(bid.id), assessment.name_of(bid.id)) for bid in assessment.bids]
    form.lot_id.choices = [
        ("", "All lots"),
        *((str(lot.id), f"Lot {lot.number}: {lot.title}") for lot in assessment.lots),
    ]
    if form.accepts(
        lambda: evaluations.disregard_bid(
            actor(),
            tender.id,
            bid_id=UUID(form.bid_id.data),
            lot_id=UUID(form.lot_id.data) if form.lot_id.data else None,
            reason=(form.reason.data or "").strip(),
        )
    ):
        say("The bid is disregarded. The supplier is told the reason in its assessment summary.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/evaluations/disregard.html", tender=tender, form=form)


@pages.post("/<uuid:tender_id>/rank")
@signed_in
def rank(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, for_buyer=True)
    evaluations.rank_bids(actor(), tender.id)
    say("The ranking is worked out. Every step is below.")
    return redirect(url_for("evaluations.ranking", tender_id=tender.id))


@pages.get("/<uuid:tender_id>/ranking")
@signed_in
def ranking(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    assessment = assessment_of(tender)
    rankings = _rankings(assessment)
    if not rankings:
        raise NotThere("LotRanking")
    return page(
        "assessment/evaluations/ranking.html",
        tender=tender,
        assessment=assessment,
        rankings=rankings,
        names={str(bid.id): assessment.name_of(bid.id) for bid in assessment.bids},
        titles={str(one.id): f"{one.number}. {one.text}" for one in assessment.criteria},
        awards={award.lot_id: award for award in awards_of(tender.id)},
        is_buyer=_is_buyer(tender),
    )


def _tender(tender_id: UUID, *, for_buyer: bool = False) -> Tender:
    tender = get_or_404(tenders_assessed_by(actor()).where(Tender.id == tender_id))
    if for_buyer and not _is_buyer(tender):
        raise NotAllowed("scores.agree")
    return tender


def _is_buyer(tender: Tender) -> bool:
    return actor().has(tender.buyer_id, Role.BUYER)


def _me(assessment: Assessment) -> Evaluator | None:
    return next((one for one in assessment.evaluators if one.person_id == actor().person_id), None)


def _my_appointment(tender: Tender) -> Evaluator:
    me = _me(assessment_of(tender))
    if me is None:
        raise NotAllowed("bid.score")
    return me


def _bid(assessment: Assessment, bid_id: UUID) -> Bid:
    for bid in assessment.bids:
        if bid.id == bid_id:
            return bid
    raise NotThere("Bid")


def _rankings(assessment: Assessment) -> dict[UUID, LotRanking]:
    rows = db.session.scalars(
        select(LotRanking).where(LotRanking.lot_id.in_([lot.id for lot in assessment.lots]))
    )
    return {row.lot_id: row for row in rows}


def _score_form(
    assessment: Assessment,
    bid_id: UUID,
    kept: Mapping[UUID, Score | AgreedScore | None],
    *,
    with_discussion: bool = False,
) -> PageForm:
    """A form with a score, a reason and perhaps a discussion for each criterion, filled as kept.

    Where nothing is promised the score is 0, and its reason stands there already.
    """
    fields: dict[str, Field] = {}
    values: dict[str, object] = {}
    for criterion in assessment.criteria:
        row, key = kept[criterion.id], criterion.id
        highest = assessment.highest(bid_id, key)
        choices = [
            (str(number), SCALE_WORDS[number] if assessment.tender.scale == 5 else str(number))
            for number in range(highest + 1)
        ]
        nothing = "" if highest else "Nothing is promised."
        fields[f"score_{key}"] = RadioField("Score", choices=choices, validate_choice=False)
        fields[f"reason_{key}"] = TextAreaField("Reason")
        values[f"score_{key}"] = str(row.score) if row else "0" if nothing else None
        values[f"reason_{key}"] = row.reason if row else nothing
        if with_discussion:
            fields[f"discussion_{key}"] = TextAreaField("What was discussed")
            values[f"discussion_{key}"] = (
                row.discussion if isinstance(row, AgreedScore) else nothing
            )
    form: PageForm = type("ScoreForm", (PageForm,), fields)(**values)
    return form


def _scores(form: PageForm, assessment: Assessment) -> dict[UUID, tuple[int, str]]:
    """The scores of one person."""
    typed = _typed(form, assessment, "reason")
    return {key: (score, words[0]) for key, (score, words) in typed.items()}


def _agreed(form: PageForm, assessment: Assessment) -> dict[UUID, tuple[int, str, str]]:
    """The scores of the panel, each with its reason and what was discussed."""
    typed = _typed(form, assessment, "reason", "discussion")
    return {key: (score, words[0], words[1]) for key, (score, words) in typed.items()}


def _typed(
    form: PageForm, assessment: Assessment, *parts: str
) -> dict[UUID, tuple[int, list[str]]]:
    """What was filled in, by criterion; a criterion left wholly empty is left for later."""
    filled: dict[UUID, tuple[int, list[str]]] = {}
    for criterion in assessment.criteria:
        typed = form[f"score_{criterion.id}"].data
        words = [(form[f"{part}_{criterion.id}"].data or "").strip() for part in parts]
        if not typed and not any(words):
            continue
        if number_in(typed, -1) < 0:
            raise Refusal("Choose a score.", field=f"score_{criterion.id}")
        filled[criterion.id] = (number_in(typed), words)
    if not filled and request.method == "POST":
        raise Refusal("Score at least one question before you save.")
    return filled
