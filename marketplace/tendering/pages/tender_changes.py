"""What may still be done to a published tender: other words, more time, or an end."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.engine import clock
from marketplace.tendering.actions import tender_changes
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.tendering.queries.official_notices import is_notice_owed
from marketplace.tendering.queries.tenders import TenderParts, parts_of, tender_seen_by
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import MomentField, Needed, TextField, WholeNumberField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("tender_changes", __name__)

_WHY = [Needed("Give the reason: it is published.")]


class ExtendForm(PublishedForm, DraftForm):
    closes_at = MomentField("New deadline for bids", [Needed("Enter the new deadline.")])
    with_questions = BooleanField("Move the deadline for questions by as many days as well")
    why = TextAreaField("Why?", _WHY)


class CancelForm(PublishedForm, DraftForm):
    why = TextAreaField("Why is the tender cancelled?", _WHY)


class LotWords(Form):
    title = TextField("Title of the lot")
    description = TextAreaField("What is in it?")


class QuestionWords(Form):
    text = TextAreaField("Question")
    guidance = TextAreaField("What does a good answer show?")
    word_limit = WholeNumberField("Word limit")


class ClauseWords(Form):
    text = TextAreaField("What do you ask for?")


class AmendForm(PublishedForm, DraftForm):
    title = TextField("Title", [Needed("Give the tender a title.")])
    description = TextAreaField("What do you want to buy?")
    delivery = TextField("Where is the work done or delivered?")
    lots = FieldList(FormField(LotWords), "Lot")
    questions = FieldList(FormField(QuestionWords), "Question")
    clauses = FieldList(FormField(ClauseWords), "Clause")
    is_substantial = RadioField(
        "Might a supplier bid differently, or bid at all, because of this change?",
        choices=[("yes", "Yes: it is substantial"), ("no", "No: it only makes things clearer")],
        validators=[InputRequired("Say whether the change is substantial.")],
    )
    closes_at = MomentField("Deadline for bids")
    why = TextAreaField("Why do you change the tender?", _WHY)


@pages.route("/tenders/<uuid:tender_id>/extend", methods=["GET", "POST"])
@signed_in
def extend(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "tender.extend")
    form = ExtendForm(data={"revision": tender.revision, "closes_at": tender.closes_at})
    if form.accepts(
        lambda: tender_changes.extend_tender(
            actor(),
            tender_id,
            closes_at=form.closes_at.data,
            with_questions=form.with_questions.data,
            why=form.why.data,
            published=form.published,
        )
    ):
        say("The deadline has moved. Everyone who has begun a bid or asked is told by e-mail.")
        return redirect(url_for("tenders.show", tender_id=tender_id))
    return _again("tendering/tender_changes/extend.html", tender, form, "UK4")


@pages.route("/tenders/<uuid:tender_id>/amend", methods=["GET", "POST"])
@signed_in
def amend(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "tender.amend")
    parts = parts_of(tender_id)
    form = AmendForm(data=_as_it_is(tender, parts))
    keys = {
        name: [row.id for row in getattr(parts, name)] for name in ("lots", "questions", "clauses")
    }
    if form.accepts(
        lambda: tender_changes.amend_tender(
            actor(),
            tender_id,
            title=form.title.data,
            description=(form.description.data or "").strip(),
            delivery=form.delivery.data,
            parts=_words(form, keys),
            is_substantial=form.is_substantial.data == "yes",
            closes_at=form.closes_at.data,
            why=form.why.data,
            published=form.published,
        )
    ):
        say("The change is published. Everyone who has begun a bid or asked is told by e-mail.")
        return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="versions"))
    return _again("tendering/tender_changes/amend.html", tender, form, "UK4")


@pages.route("/tenders/<uuid:tender_id>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "tender.cancel")
    form = CancelForm(data={"revision": tender.revision})
    if form.accepts(
        lambda: cancel_tender(actor(), tender_id, why=form.why.data, published=form.published)
    ):
        say("The tender is cancelled. Everyone who has begun a bid or asked is told by e-mail.")
        return redirect(url_for("tenders.show", tender_id=tender_id))
    return _again("tendering/tender_changes/cancel.html", tender, form, "UK12")


def _again(template: str, tender: Tender, form: DraftForm, code: str) -> ResponseReturnValue:
    """The page with what was typed; saved again, it knows of what somebody else saved."""
    form.catch_up()
    is_notified = is_notice_owed(code, tender, clock.now())
    return page(template, tender=tender, form=form, is_notified=is_notified)


def _as_it_is(tender: Tender, parts: TenderParts) -> dict[str, object]:
    return {
        "revision": tender.revision,
        "title": tender.title,
        "description": tender.description,
        "delivery": tender.delivery,
        "closes_at": tender.closes_at,
        "lots": [{"title": lot.title, "description": lot.description} for lot in parts.lots],
        "questions": [
            {
                "text": question.text,
                "guidance": question.guidance,
                "word_limit": question.word_limit,
            }
            for question in parts.questions
        ],
        "clauses": [{"text": clause.text} for clause in parts.clauses],
    }


def _words(form: AmendForm, keys: Mapping[str, list[UUID]]) -> dict[UUID, dict[str, object]]:
    """What was typed for each lot, question and clause, by its id."""
    return {
        key: {
            field: value.strip() if isinstance(value, str) else value
            for field, value in row.data.items()
            if value is not None
        }
        for name, ids in keys.items()
        for key, row in zip(ids, form[name], strict=False)
    }
