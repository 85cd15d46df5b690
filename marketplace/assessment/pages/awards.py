"""Awards: decide each lot, send the summaries, publish, hold while a claim is open."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.actions import awards, lots, summaries
from marketplace.assessment.actions.impartiality import require_impartial_reader
from marketplace.assessment.models.awards import (
    AssessmentSummary,
    Award,
    awards_bought_by,
    summaries_visible_to,
)
from marketplace.assessment.pages.reading import awarded_tender
from marketplace.assessment.queries.awards import award_of, tender_awards, to_award
from marketplace.contracts.queries.contracts import contracts_from
from marketplace.engine import clock
from marketplace.tendering.queries.tenders import parts_of, tender_of
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, row_or_404, say, signed_in
from procurement.assessment.award import AWARD
from procurement.assessment.legal_claim import claim_dates
from procurement.ground.calendar import london_day

pages = Blueprint("awards", __name__)


class ReasonForm(PageForm):
    reason = TextAreaField("Reason")


class ClaimForm(PageForm):
    notified_on = DayField(
        "When were you notified?", [Needed("Enter the day on which you were notified.")]
    )
    about = TextAreaField("Who claims, and what about?")


class ClaimEndForm(PageForm):
    ended_on = DayField("When did it end?", [Needed("Enter the day on which it ended.")])
    reason = TextAreaField("How did it end?")


@pages.get("/tenders/<uuid:tender_id>/awards")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    shown = tender_awards(tender, actor().person_id, clock.today())
    return page(
        "assessment/awards/show.html",
        tender=tender,
        assessment=shown.assessment,
        awards=shown.awards,
        rankings=shown.first_ranked,
        conflicts=shown.conflicts,
        contracts=contracts_from(award.id for award in shown.awards.values()),
        summaries=shown.summaries,
        may_sign=shown.may_sign_from,
        undecided=shown.undecided,
        claims_suspend=shown.claims_suspend,
        may_promise=shown.may_promise,
        approving=shown.approving,
    )


@pages.route(
    "/tenders/<uuid:tender_id>/lots/<uuid:lot_id>/award/<uuid:bid_id>", methods=["GET", "POST"]
)
@signed_in
def award_lot(tender_id: UUID, lot_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    assessment, undecided = to_award(tender, clock.today())
    require_impartial_reader(actor(), assessment)
    lot = row_or_404(assessment.lots, lot_id)
    bid = row_or_404(assessment.bids, bid_id)
    name = assessment.name_of(bid.id)
    form = ReasonForm()
    if form.accepts(
        lambda: lots.award_lot(
            actor(), tender.id, lot_id=lot.id, bid_id=bid.id, reason=_words(form.reason.data)
        )
    ):
        say(f"Lot {lot.number} is awarded to {name}. Nobody has been told yet: send the summaries.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page(
        "assessment/awards/award.html",
        tender=tender,
        lot=lot,
        name=name,
        assessment=assessment,
        undecided=undecided,
        form=form,
    )


@pages.post("/awards/<uuid:award_id>/take-back")
@signed_in
def take_back(award_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(_award(award_id).tender_id)
    awards.take_back_award(actor(), tender.id, award_id=award_id)
    say("The award is taken back. Nobody had been told of it; the lot is open again.")
    return redirect(url_for("awards.show", tender_id=tender.id))


@pages.post("/tenders/<uuid:tender_id>/send-summaries")
@signed_in
def send_summaries(tender_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    sent = summaries.send_summaries(actor(), tender.id)
    say(f"{sent} assessment {'summary is' if sent == 1 else 'summaries are'} sent.")
    return redirect(url_for("awards.show", tender_id=tender.id))


@pages.route("/awards/<uuid:award_id>/suspend", methods=["GET", "POST"])
@signed_in
def suspend(award_id: UUID) -> ResponseReturnValue:
    award = _award(award_id)
    AWARD.after(award.state, "suspend")
    tender = awarded_tender(award.tender_id)
    lot = row_or_404(parts_of(tender.id).lots, award.lot_id)
    form = ClaimForm()
    if form.accepts(
        lambda: awards.suspend_award(
            actor(),
            tender.id,
            award_id=award.id,
            notified_on=form.notified_on.data,
            about=_words(form.about.data),
        )
    ):
        say("The claim is on record. Nobody can sign the contract until it has ended.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    sent_at = award.summaries_sent_at
    return page(
        "assessment/awards/suspend.html",
        tender=tender,
        lot=lot,
        award=award,
        dates=claim_dates(london_day(sent_at), None) if sent_at else None,
        form=form,
    )


@pages.route("/awards/<uuid:award_id>/resume", methods=["GET", "POST"])
@signed_in
def resume(award_id: UUID) -> ResponseReturnValue:
    award = _award(award_id)
    AWARD.after(award.state, "resume")
    tender = awarded_tender(award.tender_id)
    lot = row_or_404(parts_of(tender.id).lots, award.lot_id)
    form = ClaimEndForm()
    if form.accepts(
        lambda: awards.resume_award(
            actor(),
            tender.id,
            award_id=award.id,
            ended_on=form.ended_on.data,
            reason=_words(form.reason.data),
        )
    ):
        say("The end of the claim is on record.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page("assessment/awards/resume.html", tender=tender, lot=lot, award=award, form=form)


@pages.get("/bids/<uuid:bid_id>/summary/<uuid:award_id>")
@signed_in
def summary(bid_id: UUID, award_id: UUID) -> ResponseReturnValue:
    """What a bidder is told; read by those behind the bid, and by the buyer who sent it."""
    row = get_or_404(
        summaries_visible_to(actor()).where(
            AssessmentSummary.bid_id == bid_id, AssessmentSummary.award_id == award_id
        )
    )
    award = award_of(row.award_id)
    return page(
        "assessment/awards/summary.html",
        summary=row.content,
        row=row,
        award=award,
        tender=tender_of(award.tender_id),
    )


def _award(award_id: UUID) -> Award:
    return get_or_404(awards_bought_by(actor()).where(Award.id == award_id))


def _words(text: str | None) -> str:
    return (text or "").strip()
