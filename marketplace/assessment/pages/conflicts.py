"""Conflicts of interest in one procurement: who declared what, and how it is dealt with."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.actions import conflicts
from marketplace.assessment.actions.conflicts import HowDealtWith
from marketplace.assessment.models.evaluations import tenders_taken_part_in
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.condition_checks import is_covered
from marketplace.assessment.queries.conflicts import conflicts_of
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.tendering.models.tenders import Tender
from marketplace.web.forms import Needed, PageForm, PickField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.tendering.conflict import (
    ASKED_FOR,
    INTEREST_IN_WORDS,
    MITIGATION_IN_WORDS,
    Interest,
    Mitigation,
)
from procurement.tendering.tender import TenderState

pages = Blueprint("conflicts", __name__, url_prefix="/evaluations")


class DeclareForm(PageForm):
    interest = RadioField(
        "Do you have an interest in the outcome?",
        choices=[(str(interest), INTEREST_IN_WORDS[interest]) for interest in ASKED_FOR],
        validators=[Needed("Choose whether you have an interest.")],
    )
    about = TextAreaField("What is it?")


class MitigateForm(PageForm):
    mitigation = RadioField(
        "How is it dealt with?",
        choices=[(str(choice), words) for choice, words in MITIGATION_IN_WORDS.items()],
        validators=[Needed("Choose how the interest is dealt with.")],
    )
    bid_id = PickField("Whose bid?", may_be_open=True)
    observer_id = PickField("Who observes?", may_be_open=True)
    explained = TextAreaField("Reason")


@pages.get("/<uuid:tender_id>/conflicts")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, "conflict.mitigate")
    assessment = assessment_of(tender)
    return page(
        "assessment/conflicts/show.html",
        tender=tender,
        conflicts=conflicts_of(assessment, actor().person_id),
        is_covered=is_covered(assessment, clock.today()),
        home=_home(tender),
    )


@pages.route("/<uuid:tender_id>/declare", methods=["GET", "POST"])
@signed_in
def declare(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, "conflict.declare")
    form = DeclareForm()
    if form.accepts(
        lambda: conflicts.declare_conflict(
            actor(),
            tender.id,
            interest=Interest(form.interest.data),
            about=(form.about.data or "").strip(),
        )
    ):
        say("Your declaration is on record.")
        return redirect(_home(tender))
    assessment = assessment_of(tender)
    return page(
        "assessment/conflicts/declare.html",
        tender=tender,
        form=form,
        bidders=[assessment.name_of(bid.id) for bid in assessment.bids],
        home=_home(tender),
    )


@pages.route("/<uuid:tender_id>/mitigate/<uuid:declaration_id>", methods=["GET", "POST"])
@signed_in
def mitigate(tender_id: UUID, declaration_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, "conflict.mitigate")
    assessment = assessment_of(tender)
    known = conflicts_of(assessment, actor().person_id)
    rows = [row for row in known.rows if row.declaration and row.declaration.id == declaration_id]
    if not rows:
        raise NotThere("InterestDeclaration")
    form = MitigateForm()
    form.bid_id.choices = [(str(bid.id), assessment.name_of(bid.id)) for bid in assessment.bids]
    form.observer_id.choices = [
        (str(id), name) for id, name in known.colleagues.items() if id != rows[0].person_id
    ]
    if form.accepts(
        lambda: conflicts.mitigate_conflict(
            actor(), tender.id, declaration_id=declaration_id, how=_chosen(form)
        )
    ):
        say("How the interest is dealt with is on record.")
        return redirect(url_for("conflicts.show", tender_id=tender.id))
    return page(
        "assessment/conflicts/mitigate.html",
        tender=tender,
        form=form,
        row=rows[0],
        interests=INTEREST_IN_WORDS,
    )


def _chosen(form: MitigateForm) -> HowDealtWith:
    return HowDealtWith(
        Mitigation(form.mitigation.data),
        (form.explained.data or "").strip(),
        UUID(form.bid_id.data) if form.bid_id.data else None,
        UUID(form.observer_id.data) if form.observer_id.data else None,
    )


def _tender(tender_id: UUID, right: str) -> Tender:
    """A tender in which the person takes part, or 404; without the right, 403."""
    return get_or_404(tenders_taken_part_in(actor()).where(Tender.id == tender_id), right)


def _home(tender: Tender) -> str:
    """Where the person goes on: to publish a draft, or to assess."""
    if tender.state is TenderState.DRAFT:
        return url_for("publication.preview", tender_id=tender.id)
    return url_for("evaluations.show", tender_id=tender.id)
