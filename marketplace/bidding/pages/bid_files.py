"""The files of an answer: attached, taken out and read again by those who write the bid."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, FileField, MultipleFileField

from marketplace.bidding.actions import bid_files
from marketplace.bidding.actions.bid_files import Given
from marketplace.bidding.models.bids import Bid, bids_visible_to
from marketplace.bidding.pages.bid_parts import bid_written
from marketplace.bidding.pages.bid_tasks import time_left
from marketplace.bidding.queries.bid_files import AttachedFile, bytes_of
from marketplace.bidding.queries.bids import file_read_by
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.pages.documents import unsafe
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import (
    actor,
    attached_file,
    get_or_404,
    page,
    row_or_404,
    say,
    signed_in,
)
from procurement.ground.refusal import refuse_if_any
from procurement.tendering.attachment import AttachmentAsked

pages = Blueprint("bid_files", __name__)


@pages.route("/bids/<uuid:bid_id>/answers/<uuid:question_id>/files", methods=["GET", "POST"])
@signed_in
def attach(bid_id: UUID, question_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    question = row_or_404(parts_of(tender.id).questions, question_id)
    if not question.asked:
        raise NotThere("AttachmentAsked")
    form = _form(question.asked, draft.files.get(question_id, ()))
    asked = question.asked
    if form.accepts(
        lambda: bid_files.attach_bid_file(
            actor(), bid_id, question_id=question_id, given=_given(asked)
        )
    ):
        say("Attached. The files are part of your bid once you submit it.")
        return redirect(url_for("bid_files.attach", bid_id=bid_id, question_id=question_id))
    bid, tender, draft = bid_written(bid_id)  # a scan ends the transaction of what was read
    return page(
        "bidding/bids/files.html", form=form, bid=bid, tender=tender, question=question,
        there=draft.files.get(question_id, ()), left=time_left(tender.closes_at, clock.now()),
    )  # fmt: skip


@pages.post("/bids/<uuid:bid_id>/answers/<uuid:question_id>/files/<kept>/remove")
@signed_in
def remove(bid_id: UUID, question_id: UUID, kept: str) -> ResponseReturnValue:
    bid_written(bid_id)
    bid_files.remove_bid_file(actor(), bid_id, question_id=question_id, kept=kept)
    say("The file is taken out.")
    return redirect(url_for("bid_files.attach", bid_id=bid_id, question_id=question_id))


@pages.get("/bids/<uuid:bid_id>/files/<kept>")
@signed_in
def read(bid_id: UUID, kept: str) -> ResponseReturnValue:
    """A file of the draft for who writes the bid, of a submission for who is behind it."""
    bid = get_or_404(bids_visible_to(actor()).where(Bid.id == bid_id))
    file = file_read_by(actor(), bid, kept)
    content = bytes_of(file) if file else None
    if file is None or content is None:
        raise NotThere("AttachedFile")
    return attached_file(content, file.name, file.media_type)


def _form(asked: Sequence[AttachmentAsked], there: Sequence[AttachedFile]) -> PageForm:
    """A field for each document that is asked for."""
    fields: dict[str, Field] = {}
    for number, one in enumerate(asked):
        names = [f"“{row.name}”" for row in there if row.asked == number]
        instead = f": put another in place of {names[0]}" if names and one.most == 1 else ""
        kind = FileField if one.most == 1 else MultipleFileField
        fields[f"file_{number}"] = kind(f"{one.label}{instead}")
    form: PageForm = type("FilesForm", (PageForm,), fields)()
    return form


def _given(asked: Sequence[AttachmentAsked]) -> list[Given]:
    """What was chosen. Refuses what is not safe, each at its field."""
    given, faults = [], []
    for number in range(len(asked)):
        name = f"file_{number}"
        for chosen in request.files.getlist(name):
            if chosen.filename:
                file = Upload(chosen.filename, chosen.mimetype, chosen.read())
                given.append(Given(number, file))
                faults += unsafe(file, name)
    refuse_if_any(faults)
    return given
