"""The assessment of one tender: open the bids, work out the ranking."""

from collections.abc import Hashable
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.assessment.actions import evaluations, rankings
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.condition_checks import OPEN, checks_of, undecided_in
from marketplace.assessment.queries.conflicts import conflicts_of
from marketplace.assessment.queries.price_enquiries import prices_offered
from marketplace.assessment.queries.rankings import rankings_of, set_aside_in, ties_said
from marketplace.assessment.queries.sole_scorers import (
    explained_of,
    sole_in_words,
    unexplained_of,
)
from marketplace.engine import arrivals, clock
from marketplace.engine.access import buys_for_its_buyer
from marketplace.engine.act import NotThere
from marketplace.web.tools import actor, page, say, signed_in
from procurement.tendering.tender import is_closed

pages = Blueprint("evaluations", __name__, url_prefix="/evaluations")


@pages.get("/<uuid:tender_id>")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    assessment, is_buyer = assessment_of(tender), buys_for_its_buyer(actor(), tender)
    return page(
        "assessment/evaluations/show.html",
        tender=tender,
        assessment=assessment,
        me=assessment.evaluator(actor().person_id),
        is_buyer=is_buyer,
        unexplained=unexplained_of(assessment),
        soles=[(sole_in_words(assessment, sole), row) for sole, row in explained_of(assessment)],
        is_over=tender.closes_at is not None and is_closed(tender.closes_at, clock.now()),
        rankings=rankings_of(tender.id),
        prices=prices_offered(assessment) if is_buyer else {},
        conflicts=conflicts_of(assessment, actor().person_id),
        checks=checks_of(assessment, assessment.bids) if is_buyer else {},
        still_open=OPEN,
    )


@pages.post("/<uuid:tender_id>/open")
@signed_in
def open_bids(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    if tender.closes_at is not None:
        arrivals.wait_for(tender.closes_at)
    evaluations.open_bids(actor(), tender.id)
    say("All bids are open. Whoever is on the panel has been told.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


@pages.post("/<uuid:tender_id>/rank")
@signed_in
def rank(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    rankings.rank_bids(actor(), tender.id)
    say("The ranking is worked out. Every step is below.")
    return redirect(url_for("evaluations.ranking", tender_id=tender.id))


@pages.get("/<uuid:tender_id>/ranking")
@signed_in
def ranking(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    kept = rankings_of(tender.id)
    if not kept:
        raise NotThere("LotRanking")
    assessment, is_buyer = assessment_read(tender), buys_for_its_buyer(actor(), tender)
    names = {str(bid.id): assessment.name_of(bid.id) for bid in assessment.bids}
    titles: dict[Hashable, str] = {
        str(criterion.id): f"{criterion.number}. {criterion.text}"
        for criterion in assessment.criteria
    }
    return page(
        "assessment/evaluations/ranking.html",
        tender=tender,
        assessment=assessment,
        rankings=kept,
        names=names,
        titles=titles,
        equal={lot_id: ties_said(row, names) for lot_id, row in kept.items()},
        prices=prices_offered(assessment),
        undecided=undecided_in(assessment, clock.today()) if is_buyer else {},
        set_aside={lot_id: set_aside_in(row, titles) for lot_id, row in kept.items()},
        is_buyer=is_buyer,
    )
