"""How does a buyer begin a draft, complete it, and see what is missing?"""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.bidding.queries.paperwork import paperwork_of
from marketplace.engine import clock
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.draft_forms import PlanForm
from marketplace.tendering.pages.draft_sections import SECTIONS, Section
from marketplace.tendering.pages.draft_steps import faults_in, next_step
from marketplace.tendering.queries.copies import last_time_of
from marketplace.tendering.queries.drafts import (
    draft_of,
    drafting_for,
    estimated,
    faults_of,
    is_notice_full,
    is_notified_first,
    is_under_the_act,
    timetable_planned,
)
from marketplace.tendering.queries.notices import newer_notice, offers_of
from marketplace.tendering.queries.tender_lists import worked_on_by
from marketplace.tendering.queries.tenders import parts_of, tender_seen_by
from marketplace.web.forms import Needed, PageForm, PickField, TextField
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState

pages = Blueprint("drafts", __name__)

_FOR_THE_NOTICE = ("notice", "central")
"""What is asked only where a notice is owed or published."""

_OFFERED = 5
"""How many earlier tenders stand beside a fresh beginning; the list has all."""


class NewForm(PageForm):
    buyer_id = PickField("For which organisation?")
    title = TextField("What do you want to buy?", [Needed("Give the tender a title.")])


@pages.route("/tenders/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    form = NewForm()
    buyers = drafting_for(actor())
    form.buyer_id.choices = [(str(buyer.id), buyer.name) for buyer in buyers]
    if buyers and form.accepts(
        lambda: tenders.draft_tender(actor(), UUID(form.buyer_id.data), title=form.title.data)
    ):
        say("The draft is saved. Nobody outside your organisation can see it.")
        return redirect(url_for("drafts.show", tender_id=form.result.id))
    return page(
        "tendering/drafts/new.html",
        form=form,
        buyers=buyers,
        earlier=worked_on_by(actor(), beside()).rows[:_OFFERED],
    )


@pages.get("/tenders/<uuid:tender_id>/draft")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = draft_edited(tender_id)
    if tender.state is not TenderState.DRAFT:
        return redirect(url_for("tenders.show", tender_id=tender_id))
    draft = draft_of(tender, clock.now())
    faults = faults_in(tender, draft.faults)
    unfinished = {fault.section.slug for fault in faults}
    return page(
        "tendering/drafts/show.html",
        tender=tender,
        buyer=draft.buyer,
        faults=faults,
        documents=draft.documents,
        approving=draft.approving,
        undeclared=draft.undeclared,
        last_time=last_time_of(tender, clock.now()),
        is_offered=draft.is_offered,
        budget=paperwork_of(tender, clock.today()),
        sections=[
            (section, section.slug not in unfinished)
            for section in SECTIONS.values()
            if section.slug not in _FOR_THE_NOTICE
            or draft.is_notified_first
            or tender.central_notice
        ],
    )


@pages.route("/tenders/<uuid:tender_id>/draft/<any({}):slug>".format(",".join(SECTIONS)),
             methods=["GET", "POST"])  # fmt: skip
@signed_in
def section(tender_id: UUID, slug: str) -> ResponseReturnValue:
    tender, section = draft_edited(tender_id), SECTIONS[slug]
    form = section.form(
        data={"revision": tender.revision, **section.shown(tender, parts_of(tender_id))}
    )
    if form.accepts(lambda: tenders.edit_tender(actor(), tender_id, **section.changes(form))):
        say(f"{section.title}: saved.")
        return redirect(_next(form.result, section))
    form.catch_up()
    return page(
        f"tendering/drafts/{slug}.html",
        tender=tender,
        form=form,
        section=section,
        **_beside(tender, section),
    )


@pages.route("/tenders/<uuid:tender_id>/draft/plan", methods=["GET", "POST"])
@signed_in
def plan(tender_id: UUID) -> ResponseReturnValue:
    tender = draft_edited(tender_id)
    form = PlanForm(data={"revision": tender.revision}, from_on=clock.today())
    if form.accepts(lambda: tenders.edit_tender(actor(), tender_id, **_planned(tender, form))):
        say("The timetable is planned. Check each date and change what does not suit you.")
        return redirect(url_for("drafts.section", tender_id=tender_id, slug="timetable"))
    form.catch_up()
    return page("tendering/drafts/plan.html", tender=tender, form=form)


@pages.route("/tenders/<uuid:tender_id>/offer", methods=["GET", "POST"])
@signed_in
def offer(tender_id: UUID) -> ResponseReturnValue:
    """What a later release of the notice says otherwise: take it or keep one's own, by field."""
    tender = draft_edited(tender_id)
    notice = newer_notice(tender)
    if notice is None:
        return redirect(url_for("drafts.show", tender_id=tender_id))
    if request.method == "POST":
        answers = {row.field: request.form.get(row.field) for row in offers_of(tender, notice)}
        if not set(answers.values()) <= {"keep", "take"}:
            raise Refusal("Choose for each difference: keep yours, or take what the notice says.")
        taken = [field for field, answer in answers.items() if answer == "take"]
        tenders.take_offer(
            actor(), tender_id, release_id=request.form.get("release_id", ""), fields=taken
        )
        say("Your choice is saved. What you kept is as you left it.")
        return redirect(url_for("drafts.show", tender_id=tender_id))
    return page(
        "tendering/drafts/offer.html",
        tender=tender,
        notice=notice,
        offers=offers_of(tender, notice),
    )


def _next(tender: Tender, section: Section) -> str:
    """Where the button leads that was pressed: on, to one row more, or to what is kept."""
    more = request.form.get("more")
    if more is None:
        return next_step(tender, section)
    if more in ("bank_questions", "clause_sets"):
        return url_for(f"{more}.put", tender_id=tender.id)
    return url_for("drafts.section", tender_id=tender.id, slug=section.slug, _anchor="more")


def draft_edited(tender_id: UUID) -> Tender:
    """The tender, for those who buy for its organisation; visible but not theirs is 403."""
    return get_or_404(tender_seen_by(actor(), tender_id), "tender.edit")


def _beside(tender: Tender, section: Section) -> dict[str, object]:
    """What else a section's page shows: what is still to do there, and what helps to decide."""
    faults = faults_in(tender, faults_of(tender, clock.now()))
    values: dict[str, object] = {"to_do": [fault for fault in faults if fault.section == section]}
    parts = values["parts"] = parts_of(tender.id)
    values["made_of"] = estimated(tender, parts, clock.now())
    values["is_notified_first"] = is_notified_first(tender, clock.now())
    values["under_the_act"] = is_under_the_act(tender)
    values["asks_all"] = is_notice_full(tender, clock.now())
    if section.slug == "central":
        values["approving"] = draft_of(tender, clock.now()).approving
    return values | dict(section.helps)


def _planned(tender: Tender, form: PlanForm) -> tenders.DraftChanges:
    plan = timetable_planned(
        tender,
        form.from_on.data,
        is_from_start=form.from_what.data == "start",
        tendering_days=form.tendering_days.data or 30,
        today=clock.today(),
    )
    return {
        "questions_until": plan.questions_close_at,
        "answers_by": plan.answers_by,
        "closes_at": plan.closes_at,
        "award_on": plan.award_on,
        "starts_on": plan.starts_on,
    }
