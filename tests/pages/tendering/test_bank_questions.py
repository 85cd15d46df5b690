"""The pages of an organisation's question bank."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.banks import BankQuestion
from marketplace.tendering.queries.tenders import parts_of
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.bank_rows import QUESTION, kept_question
from tests.cast import Cast, Make, client_of


def test_a_question_is_added_found_by_its_words_changed_and_retired(app: Flask, cast: Cast) -> None:
    browser, bank = client_of(app, cast.buyer), f"/organisations/{cast.council.id}/bank-questions"
    assert "No question is kept yet." in browser.get(bank).text
    typed = {"text": "How safe?", "word_limit": "200", "weight": "25", "scale_words-0": ""}
    assert browser.post(f"{bank}/new", data=typed).location == bank
    row = db.session.query(BankQuestion).one()
    key = row.id
    assert (row.text, row.weight, row.scale_words) == ("How safe?", 25, None)
    assert "How safe?" in browser.get(f"{bank}?text=SAFE").text
    assert "holds these words" in browser.get(f"{bank}?text=100%25").text
    changed = {**typed, "revision": "1", "text": "How clean?"}
    assert browser.post(f"/bank-questions/{key}", data=changed).location == bank
    assert browser.post(f"/bank-questions/{key}/retire").location == bank
    assert '<h2 class="govuk-heading-s mp-prose">How clean?' not in browser.get(bank).text
    assert "How clean?" in browser.get(f"{bank}?retired=yes").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast
) -> None:
    path = f"/organisations/{cast.council.id}/bank-questions/new"
    typed = {"text": "How safe?", "word_limit": "many", "guidance": "Say who."}
    answer = client_of(app, cast.buyer).post(path, data=typed)
    assert answer.status_code == 422
    assert 'href="#word_limit"' in answer.text
    assert "Say who." in answer.text


def test_a_question_of_a_draft_is_kept_with_one_button_and_only_once(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    question = parts_of(draft.id).questions[0]
    browser, path = client_of(app, cast.buyer), f"/tenders/{draft.id}/draft/questions"
    assert f'action="{path}/{question.id}/keep"' in browser.get(path).text
    assert browser.post(f"{path}/{question.id}/keep").location == path
    assert "The question is in the bank." in browser.get(path).text
    browser.post(f"{path}/{question.id}/keep")
    assert "This question is in the bank already." in browser.get(path).text
    (row,) = db.session.query(BankQuestion)
    assert (row.text, row.minimum, row.scale_words) == (question.text, 2, draft.scale_words)


def test_several_are_ticked_and_put_into_a_draft_after_what_was_typed_is_saved(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    kept = [kept_question(cast.buyer, cast.council, text=text) for text in ("How?", "Why?")]
    browser, path = client_of(app, cast.buyer), f"/tenders/{draft.id}/draft/bank-questions"
    typed = {"revision": "1", "more": "bank_questions", "questions-0-text": "Typed just now"}
    assert browser.post(f"/tenders/{draft.id}/draft/questions", data=typed).location == path
    assert "How? (up to 250 words, usually 30% of quality)" in browser.get(path).text
    none = browser.post(path, data={"revision": "2"})
    assert none.status_code == 422
    assert "Tick at least one question." in none.text
    put = browser.post(path, data={"revision": "2", "questions": [str(row.id) for row in kept]})
    assert put.location == f"/tenders/{draft.id}/draft/questions"
    texts = [row.text for row in parts_of(draft.id).questions]
    assert texts == ["Typed just now", "How?", "Why?"]


def test_the_bank_of_another_organisation_is_not_there(app: Flask, cast: Cast, make: Make) -> None:
    trust, council = make.organisation(Kind.HOSPITAL_TRUST), cast.council.id
    trust_id = trust.id
    draft = make.tender(cast.council, state=TenderState.DRAFT).id
    evaluator = client_of(app, make.member(cast.council, Role.EVALUATOR))
    foreign = kept_question(make.member(trust, Role.BUYER), trust, text="Theirs").id
    browser = client_of(app, cast.buyer)
    for path in (f"/organisations/{trust_id}/bank-questions", f"/bank-questions/{foreign}"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/bank-questions/{foreign}/retire").status_code == 404
    path = f"/tenders/{draft}/draft/bank-questions"
    assert "Theirs" not in browser.get(path).text
    sent = browser.post(path, data={"revision": "1", "questions": str(foreign)})
    assert sent.status_code == 422
    own = f"/organisations/{council}/bank-questions"
    assert evaluator.get(own).status_code == 403
    assert QUESTION["text"] not in evaluator.get(own).text
