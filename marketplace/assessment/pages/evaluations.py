"""The assessment of one tender: open the bids, set one aside, work out the ranking."""

from collections.abc import Hashable
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from marketplace.assessment.actions import evaluations, rankings
from marketplace.assessment.models.evaluations import tenders_assessed_by
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.rankings import rankings_of, set_aside_in
from marketplace.engine import clock
from marketplace.engine.access import buys_for_its_buyer
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.tendering.models.tenders import Tender
from marketplace.web.forms import PageForm, PickField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.tendering.tender import is_closed

pages = Blueprint("evaluations", __name__, url_prefix="/evaluations")


class DisregardForm(PageForm):
    bid_id = PickField("Bid")
    lot_id = SelectField("For which lot?")
    reason = TextAreaField("Reason")


@pages.get("/<uuid:tender_id>")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    assessment = assessment_of(tender)
    return page(
        "assessment/evaluations/show.html",
        tender=tender,
        assessment=assessment,
        me=assessment.evaluator(actor().person_id),
        is_buyer=buys_for_its_buyer(actor(), tender),
        is_over=tender.closes_at is not None and is_closed(tender.closes_at, clock.now()),
        rankings=rankings_of(tender.id),
    )


@pages.post("/<uuid:tender_id>/open")
@signed_in
def open_bids(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    evaluations.open_bids(actor(), tender.id)
    say("All bids are open. The panel has been told.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


@pages.route("/<uuid:tender_id>/disregard", methods=["GET", "POST"])
@signed_in
def disregard(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
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
    tender = assessed_tender(tender_id, for_buyer=True)
    rankings.rank_bids(actor(), tender.id)
    say("The ranking is worked out. Every step is below.")
    return redirect(url_for("evaluations.ranking", tender_id=tender.id))


@pages.get("/<uuid:tender_id>/ranking")
@signed_in
def ranking(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    assessment = assessment_of(tender)
    kept = rankings_of(tender.id)
    if not kept:
        raise NotThere("LotRanking")
    titles: dict[Hashable, str] = {
        str(criterion.id): f"{criterion.number}. {criterion.text}"
        for criterion in assessment.criteria
    }
    return page(
        "assessment/evaluations/ranking.html",
        tender=tender,
        assessment=assessment,
        rankings=kept,
        names={str(bid.id): assessment.name_of(bid.id) for bid in assessment.bids},
        titles=titles,
        set_aside={lot_id: set_aside_in(row, titles) for lot_id, row in kept.items()},
        is_buyer=buys_for_its_buyer(actor(), tender),
    )


def assessed_tender(tender_id: UUID, *, for_buyer: bool = False) -> Tender:
    """A tender whose assessment the person sees, or 404; ``for_buyer``, who alone may go on."""
    tender = get_or_404(tenders_assessed_by(actor()).where(Tender.id == tender_id))
    if for_buyer and not buys_for_its_buyer(actor(), tender):
        raise NotAllowed("scores.agree")
    return tender
