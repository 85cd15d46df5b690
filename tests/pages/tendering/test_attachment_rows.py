"""Documents asked for with an answer: set in a draft, published, banked, copied and told of."""

import pytest
from flask import Flask

from marketplace.bidding.queries.paperwork import paperwork_of
from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db
from marketplace.tendering.actions import copies, publication, tender_changes
from marketplace.tendering.models.banks import BankQuestion
from marketplace.tendering.queries.notice_said import said_of_tender
from marketplace.tendering.queries.tenders import parts_of, versions_of
from procurement.tendering.attachment import AttachmentAsked, AttachmentKind
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.tender_rows import with_attachments

STATEMENT = AttachmentAsked("Method statement", True, (AttachmentKind.PDF,), 5, 1)
QUESTION = {
    "revision": "1",
    "questions-0-text": "How will you cook?",
    "questions-0-word_limit": "300",
    "questions-0-weight": "100",
}
ROW = "questions-0-attachments-0-"
TYPED = {
    **QUESTION,
    f"{ROW}label": "Method statement",
    f"{ROW}is_required": "yes",
    f"{ROW}kinds": "pdf",
}


def test_a_question_asks_for_a_document_with_the_limits_left_as_they_are_usual(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft, browser = make.tender(cast.council, state=TenderState.DRAFT), client_of(app, cast.buyer)
    path = f"/tenders/{draft.id}/draft/questions"
    assert "Documents asked for with the answer: none" in browser.get(path).text
    assert browser.post(path, data=TYPED).status_code == 302
    [question] = parts_of(draft.id).questions
    assert question.asked == (STATEMENT,)
    page = browser.get(path).text
    assert "Documents asked for with the answer: 1" in page
    assert "Still to do here" not in page
    assert (
        "<strong>Method statement</strong> (must be there; one file, up to 5 MB: PDF)"
        in browser.get(f"/tenders/{draft.id}/preview").text
    )


def test_what_is_wrong_is_said_at_its_field_and_keeps_the_draft_from_being_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft, browser = make.tender(cast.council, state=TenderState.DRAFT), client_of(app, cast.buyer)
    path = f"/tenders/{draft.id}/draft/questions"
    wrong = {**QUESTION, f"{ROW}label": "Photos", f"{ROW}most_mb": "50", f"{ROW}most": "2"}
    assert browser.post(path, data=wrong).status_code == 302
    page = browser.get(path).text
    for name in ("is_required", "kinds", "most_mb"):
        assert f'href="{path}#{ROW}{name}"' in page
        assert f'id="{ROW}{name}"' in page
    assert "Question 1: a file of “Photos” may have 1 to 10 MB." in page
    typed = browser.post(path, data={**wrong, "revision": "2", f"{ROW}most": "many"})
    assert typed.status_code == 422
    assert f'href="#{ROW}most"' in typed.text
    assert 'value="Photos"' in typed.text


def test_a_document_goes_with_its_question_and_is_taken_out_by_itself(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft, browser = make.tender(cast.council, state=TenderState.DRAFT), client_of(app, cast.buyer)
    path = f"/tenders/{draft.id}/draft/questions"
    second = {key.replace("questions-0", "questions-1"): value for key, value in TYPED.items()}
    browser.post(path, data={**QUESTION, **second, "questions-1-text": "How safe?"})
    assert [len(one.asked) for one in parts_of(draft.id).questions] == [0, 1]
    page = {**QUESTION, **second, "questions-1-text": "How safe?", "questions-0-remove": "y"}
    browser.post(path, data={**page, "revision": "2"})
    [kept] = parts_of(draft.id).questions
    assert (kept.text, kept.asked) == ("How safe?", (STATEMENT,))
    browser.post(path, data={**TYPED, "revision": "3", f"{ROW}remove": "y"})
    assert parts_of(draft.id).questions[0].asked == ()
    alone = {f"{ROW}label": "A plan", "revision": "4", "questions-0-text": ""}
    browser.post(path, data=alone)
    [left] = parts_of(draft.id).questions
    assert (left.text, left.asked[0].label) == ("", "A plan")


def test_everybody_reads_it_in_the_version_and_it_stays_as_it_is(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with_attachments(draft, STATEMENT)
    publication.publish_tender(cast.buyer, draft.id)
    assert "Method statement" in client_of(app, None).get(f"/tenders/{draft.id}").text
    [version] = versions_of(draft.id)
    first, second = version.content["questions"]
    assert first["attachments"] == [STATEMENT.as_json()]
    assert "attachments" not in second
    with pytest.raises(TypeError):
        tender_changes.amend_tender(
            cast.buyer,
            draft.id,
            why="Fewer.",
            is_substantial=False,
            parts={parts_of(draft.id).questions[0].id: {"attachments": []}},
        )


def test_notice_budget_open_data_and_a_copy_tell_of_it(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    with_attachments(tender, STATEMENT)
    told = said_of_tender(tender, clock.now())["criteria"].sentences
    words = "Method statement (must be there; one file, up to 5 MB: PDF)"
    assert f"With the answer to question 1: {words}" in told
    counts = {row.what: row.asked for row in paperwork_of(tender, clock.today()).counted}
    assert counts["Documents to attach to answers"] == 1
    key = str(tender.id)
    [released] = [row.tender for row in releases("https://x") if row.tender.id == key]
    assert [one.description for one in released.criteria if one.name == "Quality"] == [
        f"Documents asked for with the answers. Question 1: {words}."
    ]
    copy = copies.copy_tender(cast.buyer, tender.id)
    assert parts_of(copy.id).questions[0].asked == (STATEMENT,)


def test_the_bank_keeps_it_and_a_draft_gets_it(app: Flask, cast: Cast, make: Make) -> None:
    browser, bank = client_of(app, cast.buyer), f"/organisations/{cast.council.id}/bank-questions"
    typed = {"text": "How safe?", "word_limit": "200", "attachments-0-label": "Certificate"}
    refused = browser.post(f"{bank}/new", data=typed)
    assert refused.status_code == 422
    assert 'href="#attachments-0-kinds"' in refused.text
    typed |= {"attachments-0-is_required": "no", "attachments-0-kinds": "picture"}
    assert browser.post(f"{bank}/new", data=typed).location == bank
    assert "Certificate" in browser.get(bank).text
    [row] = db.session.query(BankQuestion)
    assert 'value="Certificate"' in browser.get(f"/bank-questions/{row.id}").text
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    path = f"/tenders/{draft.id}/draft/bank-questions"
    browser.post(path, data={"revision": str(draft.revision), "questions": str(row.id)})
    assert parts_of(draft.id).questions[-1].asked == row.asked
