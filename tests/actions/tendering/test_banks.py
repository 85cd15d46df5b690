"""Questions and sets of clauses are kept by an organisation and put into its drafts as copies."""

from decimal import Decimal

import pytest

from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.tendering.actions import bank_questions, clause_sets, tenders
from marketplace.tendering.queries.banks import clauses_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.bank_rows import CLAUSE, QUESTION, kept_question, kept_set
from tests.cast import Cast, Make


def test_questions_are_put_below_those_of_a_draft_and_wait_to_be_saved(
    make: Make, cast: Cast
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    kept = kept_question(cast.buyer, cast.council)
    put = bank_questions.put_bank_questions(cast.buyer, draft.id, ids=[kept.id])
    *_, last = parts_of(draft.id).questions
    assert (last.number, last.text, last.weight, last.minimum) == (3, QUESTION["text"], 30, 2)
    assert "questions" not in put.decided
    assert "questions" in put.brought
    assert put.revision == 2
    bank_questions.change_bank_question(cast.buyer, kept.id, **{**QUESTION, "text": "Why?"})
    assert parts_of(draft.id).questions[-1].text == QUESTION["text"]


def test_a_draft_without_a_scale_begins_with_the_one_of_its_first_question_undecided(
    make: Make, cast: Cast
) -> None:
    kept = kept_question(cast.buyer, cast.council)
    fresh = tenders.draft_tender(cast.buyer, cast.council.id, title="Meals")
    put = bank_questions.put_bank_questions(cast.buyer, fresh.id, ids=[kept.id])
    assert (put.scale_words, put.scale) == (QUESTION["scale_words"], 2)
    assert "scale_words" not in put.decided
    own = make.tender(cast.council, state=TenderState.DRAFT)
    words = own.scale_words
    put = bank_questions.put_bank_questions(cast.buyer, own.id, ids=[kept.id])
    assert put.scale_words == words


def test_a_retired_question_or_one_of_another_organisation_is_put_into_no_draft(
    make: Make, cast: Cast
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    retired = kept_question(cast.buyer, cast.council)
    bank_questions.retire_bank_question(cast.buyer, retired.id)
    trust = make.organisation(Kind.HOSPITAL_TRUST)
    nurse = make.member(trust, Role.BUYER)
    foreign = kept_question(nurse, trust)
    for question in (retired, foreign):
        with pytest.raises(NotThere):
            bank_questions.put_bank_questions(cast.buyer, draft.id, ids=[question.id])
    set_of_others = kept_set(nurse, trust)
    with pytest.raises(NotThere):
        clause_sets.put_clause_set(cast.buyer, draft.id, set_id=set_of_others.id)
    with pytest.raises(NotAllowed):
        bank_questions.change_bank_question(cast.buyer, foreign.id, **QUESTION)
    assert len(parts_of(draft.id).questions) == 2


def test_a_question_is_offered_once_and_again_after_it_was_changed(make: Make, cast: Cast) -> None:
    kept = kept_question(cast.buyer, cast.council)
    with pytest.raises(Refusal, match="in the bank already"):
        kept_question(cast.buyer, cast.council)
    bank_questions.retire_bank_question(cast.buyer, kept.id)
    again = bank_questions.change_bank_question(cast.buyer, kept.id, **QUESTION)
    assert again.retired_at is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"text": " "}, "text"),
        ({"word_limit": 0}, "word_limit"),
        ({"weight": Decimal(-1)}, "weight"),
        ({"minimum": 3}, "minimum"),
        ({"scale_words": ["Only one"]}, "scale_words"),
    ],
)
def test_a_question_that_could_stand_in_no_tender_is_refused_at_its_field(
    cast: Cast, terms: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as no:
        kept_question(cast.buyer, cast.council, **terms)
    faults = getattr(no.value, "faults", [no.value])
    assert field in {fault.field for fault in faults}


def test_a_set_is_put_into_a_draft_as_a_whole_and_changed_without_changing_the_draft(
    make: Make, cast: Cast
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    kept = kept_set(cast.buyer, cast.council)
    put = clause_sets.put_clause_set(cast.buyer, draft.id, set_id=kept.id)
    *_, last = parts_of(draft.id).clauses
    assert {name: getattr(last, name) for name in CLAUSE} == CLAUSE
    assert "clauses" in put.brought
    two = [CLAUSE, {**CLAUSE, "text": "Apprentices", "unit": "apprentices"}]
    clause_sets.change_clause_set(cast.buyer, kept.id, name="Work", clauses=two)
    assert [row.text for row in clauses_of([kept])[kept.id]] == [CLAUSE["text"], "Apprentices"]
    assert len(parts_of(draft.id).clauses) == 3
    clause_sets.retire_clause_set(cast.buyer, kept.id)
    with pytest.raises(NotThere):
        clause_sets.put_clause_set(cast.buyer, draft.id, set_id=kept.id)


def test_an_empty_set_and_a_published_tender_are_refused(make: Make, cast: Cast) -> None:
    with pytest.raises(Refusal, match="at least one clause"):
        clause_sets.add_clause_set(cast.buyer, cast.council.id, name="None", clauses=[])
    kept, published = kept_set(cast.buyer, cast.council), make.tender(cast.council)
    with pytest.raises(Refusal, match="This tender is published"):
        clause_sets.put_clause_set(cast.buyer, published.id, set_id=kept.id)
