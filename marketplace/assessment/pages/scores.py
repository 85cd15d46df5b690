"""The scores of one bid: each evaluator's own, and what the panel agrees."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.actions.scores import agree_scores, reopen_scores, score_bid
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.pages.score_form import agreed_in, present_in, score_form, scores_in
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.missing_documents import accepted_late
from marketplace.assessment.queries.sole_scorers import unexplained_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import HasId, buys_for_its_buyer
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, row_or_404, say, signed_in
from procurement.assessment.moderation import mean_score, spread
from procurement.ground.exact import plain
from procurement.ground.refusal import Refusal

pages = Blueprint("scores", __name__, url_prefix="/evaluations")


class ReopenForm(PageForm):
    reason = TextAreaField("Why are the scores opened again?")


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>", methods=["GET", "POST"])
@signed_in
def score(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    """One evaluator reads one bid and scores it alone; the buyer only reads it."""
    tender = assessed_tender(tender_id)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    me = assessment.evaluator(actor().person_id)
    if me is None:
        return page(
            "assessment/scores/bid.html",
            tender=tender,
            assessment=assessment,
            bid=bid,
            file_at=where_files_are(bid),
            late=accepted_late(bid.id),
        )
    theirs = assessment.criteria_for(me.person_id, bid.id)
    own = {
        criterion.id: assessment.scores.get((bid.id, criterion.id), {}).get(me.person_id)
        for criterion in theirs
    }
    unexplained = unexplained_of(assessment, bid.id)
    form = score_form(AssessmentFacts(assessment), bid.id, own)
    if form.accepts(
        lambda: score_bid(actor(), me.id, bid_id=bid.id, scores=scores_in(form, assessment))
    ):
        say("Your scores are saved.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/scores/score.html",
        tender=tender,
        assessment=assessment,
        bid=bid,
        theirs=theirs,
        own=own,
        unexplained=unexplained,
        is_waiting=bool(unexplained or assessment.panel.without_anybody),
        is_buyer=buys_for_its_buyer(actor(), tender),
        form=form,
        file_at=where_files_are(bid),
        late=accepted_late(bid.id),
    )


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>/agree", methods=["GET", "POST"])
@signed_in
def agree(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    """The panel’s meeting: what each scored, and the one score agreed."""
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    me = assessment.evaluator(actor().person_id)
    if me is not None and not assessment.is_scored_by(me.person_id, bid.id):
        raise Refusal(
            "You are on the panel: score this bid alone before you see the others’ scores."
        )
    agreed = {
        criterion.id: (assessment.agreed | assessment.void).get((bid.id, criterion.id))
        for criterion in assessment.criteria
    }
    facts = AssessmentFacts(assessment)
    form = score_form(facts, bid.id, agreed, with_discussion=True)
    if form.accepts(
        lambda: agree_scores(
            actor(),
            tender.id,
            bid_id=bid.id,
            scores=agreed_in(form, assessment),
            present=present_in(form),
        )
    ):
        say(f"The agreed scores of {assessment.name_of(bid.id)} are saved.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    alone = {
        criterion.id: facts.individual(bid.id, criterion.id) for criterion in assessment.criteria
    }
    return page(
        "assessment/scores/agree.html",
        tender=tender,
        assessment=assessment,
        bid=bid,
        form=form,
        file_at=where_files_are(bid),
        late=accepted_late(bid.id),
        people={str(person_id): name for person_id, name in assessment.names.items()},
        is_alone=len(assessment.panel_for(bid.id)) == 1,
        unexplained=unexplained_of(assessment, bid.id),
        is_buyer=True,
        waits_for=facts.panel_faults(bid.id, alone),
        means={key: plain(mean_score(scores)) for key, scores in alone.items() if scores},
        spreads={key: spread(scores) for key, scores in alone.items() if scores},
    )


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>/reopen", methods=["GET", "POST"])
@signed_in
def reopen(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    form = ReopenForm()
    if form.accepts(
        lambda: reopen_scores(
            actor(), tender.id, bid_id=bid.id, reason=(form.reason.data or "").strip()
        )
    ):
        say(f"The scores of {assessment.name_of(bid.id)} are open again. The panel has been told.")
        return redirect(url_for("scores.agree", tender_id=tender.id, bid_id=bid.id))
    return page(
        "assessment/scores/reopen.html", tender=tender, assessment=assessment, bid=bid, form=form
    )


def where_files_are(bid: Bid) -> Callable[[HasId], str]:
    """Where a file of an opened bid is read."""
    return lambda file: url_for(
        "bid_attachments.read", tender_id=bid.tender_id, bid_id=bid.id, file_id=file.id
    )
