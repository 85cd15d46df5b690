"""Awards: decide each lot, send the summaries, publish, prepare the contract."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select
from wtforms import FieldList, FormField, TextAreaField
from wtforms import Form as Part

from marketplace.assessment.actions import awards
from marketplace.assessment.actions.awards import facts_of
from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.models.evaluations import LotRanking, tenders_assessed_by
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.awards import awards_of
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.contracts.actions import preparation
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.web.forms import DayField, MoneyField, Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.assessment.award import AWARD, may_sign_from
from procurement.assessment.claims import claim_dates
from procurement.assessment.evaluation_record import first_in
from procurement.bidding.bid import BidState
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

pages = Blueprint("awards", __name__)

MILESTONE_ROWS = 4


class ReasonForm(PageForm):
    reason = TextAreaField("Reason")


class MilestoneRow(Part):
    title = TextField("What is delivered")
    due_on = DayField("By when")
    amount = MoneyField("Price excluding VAT")


class ContractForm(PageForm):
    starts_on = DayField("First day", [Needed("Enter the first day.")])
    ends_on = DayField("Last day", [Needed("Enter the last day.")])
    order_number = TextField("Purchase-order number")
    milestones = FieldList(FormField(MilestoneRow), min_entries=MILESTONE_ROWS)


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
    tender = _tender(tender_id)
    assessment = assessment_of(tender)
    made = {award.lot_id: award for award in awards_of(tender.id)}
    contracts = db.session.scalars(
        select(Contract).where(Contract.award_id.in_([award.id for award in made.values()]))
    )
    summaries = db.session.scalars(
        select(AssessmentSummary).where(
            AssessmentSummary.award_id.in_([award.id for award in made.values()])
        )
    ).all()
    return page(
        "assessment/awards/show.html",
        tender=tender,
        assessment=assessment,
        awards=made,
        rankings=_first_ranked(assessment),
        contracts={contract.award_id: contract for contract in contracts},
        summaries=summaries,
        may_sign={award.id: may_sign_from(facts_of(assessment, award)) for award in made.values()},
    )


@pages.route(
    "/tenders/<uuid:tender_id>/lots/<uuid:lot_id>/award/<uuid:bid_id>", methods=["GET", "POST"]
)
@signed_in
def award_lot(tender_id: UUID, lot_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    lot = get_or_404(select(Lot).where(Lot.id == lot_id, Lot.tender_id == tender.id))
    bid = get_or_404(
        select(Bid).where(
            Bid.id == bid_id, Bid.tender_id == tender.id, Bid.state == BidState.OPENED
        )
    )
    name = assessment_of(tender).name_of(bid.id)
    form = ReasonForm()
    if form.accepts(
        lambda: awards.award_lot(
            actor(), tender.id, lot_id=lot.id, bid_id=bid.id, reason=_words(form.reason.data)
        )
    ):
        say(f"Lot {lot.number} is awarded to {name}. Nobody has been told yet: send the summaries.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page("assessment/awards/award.html", tender=tender, lot=lot, name=name, form=form)


@pages.route("/tenders/<uuid:tender_id>/lots/<uuid:lot_id>/cancel", methods=["GET", "POST"])
@signed_in
def cancel_lot(tender_id: UUID, lot_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    lot = get_or_404(select(Lot).where(Lot.id == lot_id, Lot.tender_id == tender.id))
    form = ReasonForm()
    if form.accepts(
        lambda: awards.cancel_lot(
            actor(), tender.id, lot_id=lot.id, reason=_words(form.reason.data)
        )
    ):
        say(f"Lot {lot.number} is cancelled. Its bidders are told why.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page("assessment/awards/cancel_lot.html", tender=tender, lot=lot, form=form)


@pages.post("/tenders/<uuid:tender_id>/send-summaries")
@signed_in
def send_summaries(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    sent = awards.send_summaries(actor(), tender.id)
    say(f"{sent} assessment {'summary is' if sent == 1 else 'summaries are'} sent.")
    return redirect(url_for("awards.show", tender_id=tender.id))


@pages.post("/tenders/<uuid:tender_id>/publish-award")
@signed_in
def publish_award(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    awards.publish_award(actor(), tender.id)
    say("The award is published.")
    return redirect(url_for("awards.show", tender_id=tender.id))


@pages.route("/awards/<uuid:award_id>/suspend", methods=["GET", "POST"])
@signed_in
def suspend(award_id: UUID) -> ResponseReturnValue:
    award = _award(award_id)
    AWARD.after(award.state, "suspend")
    tender, lot = _tender(award.tender_id), db.session.get_one(Lot, award.lot_id)
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
    tender, lot = _tender(award.tender_id), db.session.get_one(Lot, award.lot_id)
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


@pages.route("/awards/<uuid:award_id>/prepare-contract", methods=["GET", "POST"])
@signed_in
def prepare_contract(award_id: UUID) -> ResponseReturnValue:
    award = _award(award_id)
    tender = _tender(award.tender_id)
    assessment = assessment_of(tender)
    price = assessment.prices[award.bid_id, award.lot_id].price
    form = ContractForm(
        starts_on=tender.starts_on,
        ends_on=tender.ends_on,
        milestones=[{"title": "All of the work", "due_on": tender.ends_on, "amount": price}],
    )
    if form.accepts(
        lambda: preparation.prepare_contract(
            actor(),
            tender.id,
            award_id=award.id,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            order_number=form.order_number.data,
            milestones=_milestones(form),
        )
    ):
        say("The contract is prepared. Both sides sign it on its page.")
        return redirect(url_for("contracts.show", contract_id=form.result.id))
    return page(
        "contracts/contracts/prepare_contract.html",
        tender=tender,
        form=form,
        price=price,
        name=assessment.name_of(award.bid_id),
    )


@pages.get("/bids/<uuid:bid_id>/summary/<uuid:award_id>")
@signed_in
def summary(bid_id: UUID, award_id: UUID) -> ResponseReturnValue:
    """What a bidder is told; read by those behind the bid, and by the buyer who sent it."""
    row = get_or_404(
        _summaries_visible().where(
            AssessmentSummary.bid_id == bid_id, AssessmentSummary.award_id == award_id
        )
    )
    award = db.session.get_one(Award, row.award_id)
    tender = db.session.get_one(Tender, award.tender_id)
    return page(
        "assessment/awards/summary.html", summary=row.content, row=row, award=award, tender=tender
    )


def _summaries_visible() -> Select[AssessmentSummary]:
    member_of = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id.in_(actor().organisations),
        ConsortiumMember.state == MemberState.ACCEPTED,
    )
    return (
        select(AssessmentSummary)
        .join(Bid, Bid.id == AssessmentSummary.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .join(Organisation, Organisation.id == Bid.organisation_id)
        .where(
            or_(
                Bid.organisation_id.in_(actor().organisations),
                Bid.consortium_id.in_(member_of),
                Tender.buyer_id.in_(actor().organisations_as(Role.BUYER)),
            )
        )
    )


def _tender(tender_id: UUID) -> Tender:
    return get_or_404(
        tenders_assessed_by(actor()).where(
            Tender.id == tender_id, Tender.buyer_id.in_(actor().organisations_as(Role.BUYER))
        )
    )


def _award(award_id: UUID) -> Award:
    return get_or_404(
        select(Award)
        .join(Tender, Tender.id == Award.tender_id)
        .where(Award.id == award_id, Tender.buyer_id.in_(actor().organisations_as(Role.BUYER)))
    )


def _first_ranked(assessment: Assessment) -> dict[UUID, list[UUID]]:
    """The bids that stand first for each lot."""
    rows = db.session.scalars(
        select(LotRanking).where(LotRanking.lot_id.in_([lot.id for lot in assessment.lots]))
    )
    return {row.lot_id: [UUID(bid) for bid in first_in(row.result)] for row in rows}


def _milestones(form: ContractForm) -> list[tuple[str, date, Money]]:
    """The rows that were filled in; a row begun must be whole."""
    rows = []
    for number, row in enumerate(form.milestones.data, 1):
        filled = [bool(row["title"]), row["due_on"] is not None, row["amount"] is not None]
        if not any(filled):
            continue
        if not all(filled):
            raise Refusal(f"Milestone {number} needs a title, a date and a price.")
        rows.append((row["title"], row["due_on"], row["amount"]))
    return rows


def _words(text: str | None) -> str:
    return (text or "").strip()
