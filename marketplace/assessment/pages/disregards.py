"""Set a bid aside on a ground of the law, and let it count again where that was wrong."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.actions import disregards
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.condition_checks import is_covered
from marketplace.engine import clock
from marketplace.web.forms import Needed, PageForm, PickField
from marketplace.web.tools import actor, page, row_or_404, say, signed_in
from procurement.assessment.disregard import GROUND_IN_WORDS, DisregardGround

pages = Blueprint("disregards", __name__, url_prefix="/evaluations")


class DisregardForm(PageForm):
    bid_id = PickField("Bid")
    lot_id = PickField("For which lot?")
    ground = RadioField(
        "On which ground?",
        validators=[Needed("Choose the ground.")],
        choices=[
            (str(ground), words)
            for ground, words in GROUND_IN_WORDS.items()
            if ground is not DisregardGround.ABNORMALLY_LOW
        ],
    )
    reason = TextAreaField("Reason")


class ReinstateForm(PageForm):
    reason = TextAreaField("Why does the bid count again?")


@pages.route("/<uuid:tender_id>/disregard", methods=["GET", "POST"])
@signed_in
def disregard(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    form, law = DisregardForm(), is_covered(assessment, clock.today())
    if not law:
        form.ground.choices = [
            (value, words)
            for value, words in form.ground.choices
            if value != DisregardGround.EXCLUSION
        ]
    form.bid_id.choices = [(str(bid.id), assessment.name_of(bid.id)) for bid in assessment.bids]
    form.lot_id.choices = [
        *((str(lot.id), f"Lot {lot.number}: {lot.title}") for lot in assessment.lots),
        (_ALL, "All lots"),
    ]
    if form.accepts(
        lambda: disregards.disregard_bid(
            actor(),
            tender.id,
            bid_id=UUID(form.bid_id.data),
            lot_id=None if form.lot_id.data == _ALL else UUID(form.lot_id.data),
            ground=DisregardGround(form.ground.data),
            reason=(form.reason.data or "").strip(),
        )
    ):
        say("The bid is disregarded. The supplier is told the reason in its assessment summary.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/disregards/disregard.html", tender=tender, is_covered=law, form=form)


@pages.route("/<uuid:tender_id>/disregards/<uuid:disregard_id>/end", methods=["GET", "POST"])
@signed_in
def reinstate(tender_id: UUID, disregard_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    row = row_or_404(assessment.disregards, disregard_id)
    name, form = assessment.name_of(row.bid_id), ReinstateForm()
    if form.accepts(
        lambda: disregards.reinstate_bid(
            actor(), tender.id, disregard_id=row.id, reason=(form.reason.data or "").strip()
        )
    ):
        say(f"The bid of {name} counts again. Both decisions stay on record.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/disregards/reinstate.html", tender=tender, row=row, name=name, form=form
    )


_ALL = "all"
