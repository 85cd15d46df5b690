"""How does an organisation keep questions for its next tenders, and put them into a draft?"""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField, SelectMultipleField, TextAreaField

from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.tendering.actions import bank_questions
from marketplace.tendering.actions.bank_questions import QuestionTerms
from marketplace.tendering.models.banks import BankQuestion
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.tendering.pages.attachment_rows import (
    DEFAULTS,
    attachment_list,
    attachments_in,
    rows_shown,
)
from marketplace.tendering.pages.draft_forms import ScaleWords
from marketplace.tendering.pages.draft_rows import rows_filled
from marketplace.tendering.pages.drafts import draft_edited
from marketplace.tendering.queries.banks import bank_question_by_id, questions_kept
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import Needed, NumberField, SearchForm, TextField, WholeNumberField
from marketplace.web.tools import (
    actor,
    beside,
    get_or_404,
    id_in,
    page,
    row_or_404,
    said,
    say,
    signed_in,
)
from procurement.ground.refusal import Refusal

pages = Blueprint("bank_questions", __name__)

_COLUMNS = ("text", "guidance", "word_limit", "weight", "minimum", "scale_words", "revision")


class BankSearch(SearchForm):
    text = TextField("Words")


class BankQuestionForm(ScaleWords):
    text = TextAreaField("Question", [Needed("Write the question.")])
    guidance = TextAreaField("What does a good answer show?")
    word_limit = WholeNumberField("Word limit", [Needed("Enter a number of words, such as 300.")])
    weight = NumberField("Usual weight within quality")
    minimum = WholeNumberField("Pass mark")
    attachments = attachment_list()

    def terms(self) -> QuestionTerms:
        """What was typed, still to be judged; the scale ends with the last line that has words."""
        return {
            "text": (self.text.data or "").strip(),
            "guidance": (self.guidance.data or "").strip(),
            "word_limit": self.word_limit.data,
            "weight": self.weight.data,
            "minimum": self.minimum.data,
            "scale_words": self.written() or None,
            "attachments": attachments_in(self.attachments),
        }

    def judged(self, name: str) -> list[FormField]:
        """Without the documents that are left empty or asked for no more."""
        return rows_filled(super().judged(name), DEFAULTS)


class ChangeForm(BankQuestionForm, DraftForm):
    """The same for one that stands, with the revision that its author saw."""


class PutForm(DraftForm):
    questions = SelectMultipleField("Questions", [Needed("Tick at least one question.")])


@pages.get("/organisations/<uuid:organisation_id>/bank-questions")
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "bank_question.add")
    form, is_retired = BankSearch(), bool(said("retired"))
    return page(
        "tendering/bank_questions/index.html",
        organisation=organisation,
        form=form,
        is_retired=is_retired,
        listed=questions_kept(organisation.id, said("text"), beside(), retired=is_retired),
    )


@pages.route("/organisations/<uuid:organisation_id>/bank-questions/new", methods=["GET", "POST"])
@signed_in
def add(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "bank_question.add")
    form = BankQuestionForm()
    if form.accepts(
        lambda: bank_questions.add_bank_question(actor(), organisation.id, **form.terms())
    ):
        say("The question is in the bank.")
        return redirect(url_for("bank_questions.index", organisation_id=organisation.id))
    return page(
        "tendering/bank_questions/edit.html",
        form=form,
        organisation_id=organisation.id,
        question=None,
    )


@pages.route("/bank-questions/<uuid:question_id>", methods=["GET", "POST"])
@signed_in
def change(question_id: UUID) -> ResponseReturnValue:
    question = get_or_404(bank_question_by_id(actor(), question_id), "bank_question.change")
    shown = {name: getattr(question, name) for name in _COLUMNS}
    form = ChangeForm(data=shown | {"attachments": rows_shown(question.asked)})
    if form.accepts(
        lambda: bank_questions.change_bank_question(actor(), question.id, **form.terms())
    ):
        say("The question is saved for the next tenders.")
        return redirect(url_for("bank_questions.index", organisation_id=question.organisation_id))
    form.catch_up()
    return page(
        "tendering/bank_questions/edit.html",
        form=form,
        organisation_id=question.organisation_id,
        question=question,
    )


@pages.post("/bank-questions/<uuid:question_id>/retire")
@signed_in
def retire(question_id: UUID) -> ResponseReturnValue:
    question = get_or_404(bank_question_by_id(actor(), question_id), "bank_question.retire")
    bank_questions.retire_bank_question(actor(), question.id)
    say("The question is retired. Tenders that hold it keep it.")
    return redirect(url_for("bank_questions.index", organisation_id=question.organisation_id))


@pages.post("/tenders/<uuid:tender_id>/draft/questions/<uuid:question_id>/keep")
@signed_in
def keep(tender_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Into the bank, as it stands in a draft."""
    tender = draft_edited(tender_id)
    question = row_or_404(parts_of(tender_id).questions, question_id)
    try:
        bank_questions.add_bank_question(actor(), tender.buyer_id, **_terms_of(question, tender))
        say("The question is in the bank.")
    except Refusal as no:
        say(f"The question was not kept. {no}")
    return redirect(url_for("drafts.section", tender_id=tender_id, slug="questions"))


@pages.route("/tenders/<uuid:tender_id>/draft/bank-questions", methods=["GET", "POST"])
@signed_in
def put(tender_id: UUID) -> ResponseReturnValue:
    """Into a draft, as many as are ticked."""
    tender = draft_edited(tender_id)
    listed = questions_kept(tender.buyer_id, said("text"), beside())
    form = PutForm(data={"revision": tender.revision})
    form.questions.choices = [(str(row.id), _in_words(row)) for (row,) in listed.rows]
    if form.accepts(lambda: bank_questions.put_bank_questions(actor(), tender_id, ids=_ids(form))):
        say("The questions are in the draft. Give each its weight, then save.")
        return redirect(url_for("drafts.section", tender_id=tender_id, slug="questions"))
    form.catch_up()
    return page(
        "tendering/bank_questions/put.html",
        tender=tender,
        form=form,
        search=BankSearch(),
        listed=listed,
    )


def _terms_of(question: Question, tender: Tender) -> QuestionTerms:
    return {
        "text": question.text,
        "guidance": question.guidance,
        "word_limit": question.word_limit,
        "weight": question.weight,
        "minimum": question.minimum,
        "scale_words": tender.scale_words,
        "attachments": question.attachments,
    }


def _in_words(row: BankQuestion) -> str:
    weight: Any = "" if row.weight is None else f", usually {row.weight.normalize():f}% of quality"
    return f"{row.text} (up to {row.word_limit} words{weight})"


def _ids(form: PutForm) -> set[UUID]:
    return {key for chosen in form.questions.data or () if (key := id_in(chosen))}
