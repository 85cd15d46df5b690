"""The record of a draw between equal bids."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.actions.draws import record_draw
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.rankings import first_ranked, rankings_of
from marketplace.engine.act import NotThere
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, page, row_or_404, say, signed_in

pages = Blueprint("draws", __name__, url_prefix="/evaluations")


class DrawForm(PageForm):
    first_witness = TextField("First person who was present: role and organisation")
    second_witness = TextField("Second person who was present: role and organisation")
    how = TextAreaField("How was it drawn?")
    bid_id = RadioField(
        "Which bid was drawn?", validators=[Needed("Choose the bid that was drawn.")]
    )


@pages.route("/<uuid:tender_id>/lots/<uuid:lot_id>/draw", methods=["GET", "POST"])
@signed_in
def draw(tender_id: UUID, lot_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    lot = row_or_404(assessment.lots, lot_id)
    ranking = rankings_of(tender.id).get(lot.id)
    if ranking is None:
        raise NotThere("LotRanking")
    form = DrawForm()
    level = first_ranked(ranking)
    form.bid_id.choices = [(str(bid_id), assessment.name_of(bid_id)) for bid_id in level]
    if form.accepts(
        lambda: record_draw(
            actor(),
            tender.id,
            lot_id=lot.id,
            bid_id=UUID(form.bid_id.data),
            witnesses=(form.first_witness.data or "", form.second_witness.data or ""),
            how=form.how.data or "",
        )
    ):
        name = assessment.name_of(UUID(form.bid_id.data))
        say(f"The draw is on record: {name} comes first for lot {lot.number}.")
        return redirect(url_for("evaluations.ranking", tender_id=tender.id))
    return page(
        "assessment/draws/draw.html",
        tender=tender,
        lot=lot,
        names=[assessment.name_of(bid_id) for bid_id in level],
        drawn=[
            (assessment.name_of(row.bid_id), row)
            for row in assessment.draws
            if row.lot_id == lot.id
        ],
        form=form,
    )
