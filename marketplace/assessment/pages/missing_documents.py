"""Documents missing from opened bids: the buyer asks and decides, the bidder hands in."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, RadioField, TextAreaField

from marketplace.assessment.actions import missing_documents
from marketplace.assessment.models.missing_documents import MissingDocument, documents_asked_of
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.pages.scores import where_files_are
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.missing_documents import (
    Standing,
    asked_of_bidder,
    completeness_of,
    missing_of,
)
from marketplace.bidding.actions.bid_files import Given
from marketplace.bidding.queries.bid_files import bytes_of
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.organisations.pages.documents import received, unsafe
from marketplace.tendering.models.tenders import Tender
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import (
    actor,
    attached_file,
    get_or_404,
    page,
    row_or_404,
    say,
    signed_in,
)
from procurement.assessment.missing_document import MISSING_DOCUMENT
from procurement.ground.refusal import refuse_if_any

pages = Blueprint("missing_documents", __name__)

_DOCUMENT = (
    "/evaluations/<uuid:tender_id>/bids/<uuid:bid_id>/missing/<uuid:question_id>/<int:place>"
)


class AskForm(PageForm):
    reason = TextAreaField("Why do you ask for it?")
    unchanged = TextAreaField("Why does it not change what was offered?")
    reply_by = DayField(
        "By which day can it be handed in?", [Needed("Enter the last day for the document.")]
    )


class WaiveForm(PageForm):
    reason = TextAreaField("Why can you go on without it?")


class DecideForm(PageForm):
    decision = RadioField("What do you decide?", validators=[Needed("Choose what you decide.")])
    reason = TextAreaField("Reason")


class HandInForm(PageForm):
    file = FileField("The document")


@pages.get("/evaluations/<uuid:tender_id>/documents")
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    return page(
        "assessment/missing_documents/index.html",
        tender=tender,
        assessment=assessment,
        bids=completeness_of(assessment),
        file_at=where_files_are,
    )


@pages.route(f"{_DOCUMENT}/ask", methods=["GET", "POST"])
@signed_in
def ask(tender_id: UUID, bid_id: UUID, question_id: UUID, place: int) -> ResponseReturnValue:
    tender, assessment, standing = _standing(tender_id, bid_id, question_id, place)
    if standing.missing is not None:
        raise NotThere("Document")
    form, name = AskForm(), assessment.name_of(bid_id)
    if form.accepts(
        lambda: missing_documents.ask_missing_document(
            actor(), tender_id, bid_id=bid_id, question_id=question_id, asked=place,
            reason=(form.reason.data or "").strip(), unchanged=(form.unchanged.data or "").strip(),
            reply_by=form.reply_by.data,
        )
    ):  # fmt: skip
        say(f"{name} is asked for the document and has been told by e-mail.")
        return redirect(url_for("missing_documents.index", tender_id=tender_id))
    return page(
        "assessment/missing_documents/ask.html", tender=tender, standing=standing, name=name,
        form=form,
    )  # fmt: skip


@pages.route(f"{_DOCUMENT}/waive", methods=["GET", "POST"])
@signed_in
def waive(tender_id: UUID, bid_id: UUID, question_id: UUID, place: int) -> ResponseReturnValue:
    tender, assessment, standing = _standing(tender_id, bid_id, question_id, place)
    form, name = WaiveForm(), assessment.name_of(bid_id)
    if form.accepts(
        lambda: missing_documents.waive_missing_document(
            actor(), tender_id, bid_id=bid_id, question_id=question_id, asked=place,
            reason=(form.reason.data or "").strip(),
        )
    ):  # fmt: skip
        say(f"You go on without it. {name} has been told by e-mail.")
        return redirect(url_for("missing_documents.index", tender_id=tender_id))
    return page(
        "assessment/missing_documents/waive.html", tender=tender, standing=standing, name=name,
        form=form,
    )  # fmt: skip


@pages.route(
    "/evaluations/<uuid:tender_id>/missing-documents/<uuid:missing_id>", methods=["GET", "POST"]
)
@signed_in
def decide(tender_id: UUID, missing_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    row = row_or_404(missing_of(bid.id for bid in assessment.bids), missing_id)
    form = DecideForm()
    form.decision.choices = [
        ("accept", "It is accepted as part of the bid"),
        ("refuse", "It is refused"),
    ][row.handed_in_at is None :]
    if form.accepts(lambda: _decided(tender_id, missing_id, form)):
        say("The decision is on record. The bidder has been told by e-mail.")
        return redirect(
            url_for("missing_documents.decide", tender_id=tender_id, missing_id=missing_id)
        )
    return page(
        "assessment/missing_documents/decide.html",
        tender=tender,
        told=asked_of_bidder(row),
        name=assessment.name_of(row.bid_id),
        form=form,
        can_refuse=row.handed_in_at is not None
        or (row.reply_by is not None and row.reply_by < clock.today()),
        verbs=MISSING_DOCUMENT.verbs(row.state),
        is_agreed=assessment.is_agreed(row.bid_id),
    )


@pages.route("/missing-documents/<uuid:missing_id>", methods=["GET", "POST"])
@signed_in
def hand_in(missing_id: UUID) -> ResponseReturnValue:
    row = get_or_404(documents_asked_of(actor()).where(MissingDocument.id == missing_id))
    form, bid_id = HandInForm(), row.bid_id
    if form.accepts(
        lambda: missing_documents.hand_in_missing_document(
            actor(), bid_id, missing_id=missing_id, file=_given(form)
        )
    ):
        say("The document is with the buyer. You can put another in its place until it decides.")
        return redirect(url_for("missing_documents.hand_in", missing_id=missing_id))
    told = asked_of_bidder(row)
    return page(
        "assessment/missing_documents/hand_in.html",
        told=told,
        form=form,
        is_open="hand_in" in MISSING_DOCUMENT.verbs(told.missing.state),
    )


@pages.get("/missing-documents/<uuid:missing_id>/file")
@signed_in
def own_file(missing_id: UUID) -> ResponseReturnValue:
    """What was handed in, for its bidder."""
    return _sent(get_or_404(documents_asked_of(actor()).where(MissingDocument.id == missing_id)))


@pages.get("/evaluations/<uuid:tender_id>/missing-documents/<uuid:missing_id>/file")
@signed_in
def file(tender_id: UUID, missing_id: UUID) -> ResponseReturnValue:
    """What was handed in, for the buyer."""
    tender = assessed_tender(tender_id, for_buyer=True)
    return _sent(row_or_404(missing_of(bid.id for bid in assessment_read(tender).bids), missing_id))


def _given(form: HandInForm) -> Given:
    file = received(form.file)
    refuse_if_any(unsafe(file, "file"))
    return Given(0, file)


def _sent(row: MissingDocument) -> ResponseReturnValue:
    content = bytes_of(row) if row.kept else None
    if content is None:
        raise NotThere("bytes")
    return attached_file(content, row.name, row.media_type)


def _standing(
    tender_id: UUID, bid_id: UUID, question_id: UUID, place: int
) -> tuple[Tender, Assessment, Standing]:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    for bid, standings in completeness_of(assessment):
        for one in standings:
            if (bid.id, one.question.id, one.place) == (bid_id, question_id, place):
                return tender, assessment, one
    raise NotThere("Document")


def _decided(tender_id: UUID, missing_id: UUID, form: DecideForm) -> None:
    reason = (form.reason.data or "").strip()
    if form.decision.data == "accept":
        missing_documents.accept_missing_document(
            actor(), tender_id, missing_id=missing_id, reason=reason
        )
    else:
        missing_documents.refuse_missing_document(
            actor(), tender_id, missing_id=missing_id, reason=reason
        )
