"""Files of an answer: attached by the bidder, sealed with the bid, and read by nobody else before."""

import sys
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import text, update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions.bid_files import attach_bid_file, remove_bid_file
from marketplace.bidding.actions.bids import submit_bid
from marketplace.bidding.models.bids import Bid, BidFile
from marketplace.engine import clock, db
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.gateways import files, virus_scan
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.verification import bids as verified
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make, client_of
from tests.file_rows import PDF, PHOTOS, PNG, STATEMENT, attach, attached_to
from tests.pages.bidding.test_bids import send
from tests.tender_rows import with_attachments


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council, lots=1)


@pytest.fixture
def question(tender: Tender) -> Question:
    return with_attachments(tender, STATEMENT, PHOTOS)


@pytest.fixture
def bid(tender: Tender, question: Question, cast: Cast, make: Make) -> Bid:
    return make.bid(tender, cast.bakery, submitted=False)


def path_of(bid: Bid, question: Question) -> str:
    return f"/bids/{bid.id}/answers/{question.id}/files"


def test_what_must_be_there_keeps_the_bid_from_being_sent_until_it_is(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    browser, path = client_of(app, cast.baker), path_of(bid, question)
    refused = browser.post(f"/bids/{bid.id}/submit")
    assert refused.status_code == 422
    assert f'href="{path}">Question 1: attach “Method statement”.' in refused.text
    assert "0 of 2 documents" in browser.get(f"/bids/{bid.id}").text
    page = browser.get(path).text
    assert "Nothing is attached yet, and it must be there." in page
    assert 'accept=".pdf"' in page
    sent = browser.post(path, data={"file_0": (BytesIO(PDF), "our plan.pdf")})
    assert sent.location == path
    assert "our plan.pdf" in browser.get(path).text
    assert "1 of 2 documents" in browser.get(f"/bids/{bid.id}").text
    assert "our plan.pdf" in browser.get(f"/bids/{bid.id}/submit").text
    assert send(browser, f"/bids/{bid.id}/submit").status_code == 302


def test_several_are_sent_at_once_and_what_is_refused_is_said_at_its_field(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    browser, path = client_of(app, cast.baker), path_of(bid, question)
    wrong = {
        "file_0": [(BytesIO(PNG), "plan.png")],
        "file_1": [(BytesIO(PNG), "a.png"), (BytesIO(PNG), "b.png"), (BytesIO(PNG), "c.png")],
    }
    refused = browser.post(path, data=wrong)
    assert refused.status_code == 422
    assert 'href="#file_0"' in refused.text
    assert "“plan.png” is not of a kind that the buyer takes here. Send it as PDF." in refused.text
    assert "The buyer takes 2 files of “Photos of the kitchen”." in refused.text
    assert "Choose the file again: “a.png”" in refused.text
    assert attached_to(bid, question) == []
    assert browser.post(path).status_code == 422
    right = {"file_0": (BytesIO(PDF), "plan.pdf"), "file_1": wrong_files("a.png", "b.png")}
    assert browser.post(path, data=right).status_code == 302
    assert [row.name for row in attached_to(bid, question)] == ["plan.pdf", "a.png", "b.png"]


def wrong_files(*names: str) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(PNG), name) for name in names]


def test_the_text_is_saved_before_files_are_chosen_so_nothing_of_it_is_lost(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    browser, path = client_of(app, cast.baker), path_of(bid, question)
    answer = f"/bids/{bid.id}/answers/{question.id}"
    assert "missing" in browser.get(answer).text
    saved = send(browser, answer, text="With care.", more="files")
    assert saved.location == path
    too_large = b"%PDF-1.4" + b" " * (1024 * 1024)
    refused = browser.post(path, data={"file_0": (BytesIO(too_large), "plan.pdf")})
    assert "“plan.pdf” has 1.0 MB. The buyer takes up to 1 MB here" in refused.text
    assert "With care." in browser.get(answer).text


def test_one_that_is_asked_for_once_is_replaced_and_any_is_taken_out(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    browser, path = client_of(app, cast.baker), path_of(bid, question)
    attach(cast.baker, bid, question, "first.pdf")
    assert "put another in place of “first.pdf”" in browser.get(path).text
    second = attach(cast.baker, bid, question, "C:\\plans\\second.pdf")
    assert [row.name for row in attached_to(bid, question)] == ["second.pdf"]
    photo = attach(cast.baker, bid, question, "a.png", PNG, asked=1)
    assert browser.post(f"{path}/{photo.kept}/remove").location == path
    assert attached_to(bid, question) == [second]
    assert browser.post(f"{path}/{photo.kept}/remove").status_code == 404
    with pytest.raises(NotThere):
        attach(cast.baker, bid, question, "x.pdf", asked=2)


def test_a_file_in_which_the_scanner_finds_something_is_not_kept(
    app: Flask, cast: Cast, bid: Bid, question: Question
) -> None:
    browser, path = client_of(app, cast.baker), path_of(bid, question)
    virus_scan.use(f"{sys.executable} -c 'raise SystemExit(1)'")
    try:
        refused = browser.post(path, data={"file_0": (BytesIO(PDF), "plan.pdf")})
    finally:
        virus_scan.use(None)
    assert refused.status_code == 422
    assert "“plan.pdf” is not safe" in refused.text
    assert attached_to(bid, question) == []


def test_its_writers_alone_read_attach_and_take_out_before_the_opening(
    app: Flask, cast: Cast, make: Make, bid: Bid, question: Question
) -> None:
    file = attach(cast.baker, bid, question, "our plan.pdf")
    path, read = path_of(bid, question), f"/bids/{bid.id}/files/{file.kept}"
    answer = client_of(app, cast.baker).get(read)
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''our%20plan.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert client_of(app, cast.baker).get(f"/bids/{bid.id}/files/{'0' * 64}").status_code == 404
    for other in (cast.buyer, cast.evaluators[0], cast.gardener, cast.broker, cast.stranger):
        browser = client_of(app, other)
        assert browser.get(read).status_code == 404
        assert browser.get(path).status_code == 404
        assert browser.post(f"{path}/{file.kept}/remove").status_code == 404
        with pytest.raises(NotAllowed):
            attach_bid_file(other, bid.id, question_id=question.id, given=[])
        with pytest.raises(NotAllowed):
            remove_bid_file(other, bid.id, question_id=question.id, kept=file.kept)


def test_a_member_reads_what_was_submitted_and_nothing_of_the_draft(
    app: Flask, cast: Cast, make: Make, tender: Tender, question: Question
) -> None:
    bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"}, submitted=False)
    first = attach(cast.baker, bid, question, "first.pdf")
    submit_bid(cast.baker, bid.id)
    second = attach(cast.baker, bid, question, "second.pdf")
    member = client_of(app, cast.gardener)
    assert member.get(f"/bids/{bid.id}/files/{first.kept}").data == PDF
    assert member.get(f"/bids/{bid.id}/files/{second.kept}").status_code == 404
    assert "first.pdf" in member.get(f"/bids/{bid.id}/versions/1").text


def test_nothing_readable_of_a_file_is_kept_before_the_opening(
    cast: Cast, bid: Bid, question: Question
) -> None:
    file = attach(cast.baker, bid, question, "Secret price list.pdf")
    submit_bid(cast.baker, bid.id)
    stored = files.read(file.kept)
    assert stored is not None
    assert PDF not in stored
    tables = db.session.scalars(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    ).all()
    for table in tables:
        dumped = (
            db.session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM \"{table}\" t")) or ""
        )
        for said in ("Secret price list", file.sha256, file.kept, file.key):
            assert said not in dumped, table
    assert db.session.query(BidFile).count() == 0


def test_nothing_changes_after_the_deadline_and_verify_compares_what_was_sealed(
    app: Flask, cast: Cast, bid: Bid, tender: Tender, question: Question
) -> None:
    bid_id, tender_id, question_id = bid.id, tender.id, question.id
    file = attach(cast.baker, bid, question, "plan.pdf")
    submit_bid(cast.baker, bid_id)
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    for change in (
        lambda: attach(cast.baker, bid, question, "late.pdf"),
        lambda: remove_bid_file(cast.baker, bid_id, question_id=question_id, kept=file.kept),
    ):
        with pytest.raises(Refusal, match="too late to be accepted"):
            change()
    page = client_of(app, cast.baker).get(f"/bids/{bid_id}/answers/{question_id}/files").text
    assert 'type="file"' not in page
    assert "Take out" not in page
    open_bids(cast.buyer, tender_id)
    assert client_of(app, cast.baker).get(f"/bids/{bid_id}/files/{file.kept}").data == PDF
    assert all(row.agrees for row in verified.contents())
    (files.folder() / file.kept[:2] / file.kept).unlink()
    assert [row.what for row in verified.contents() if not row.agrees] == [
        f"Bid {bid_id} for “{tender.title}”: file {file.kept}"
    ]
    with db.transaction():
        db.session.execute(update(BidFile).values(name="another.pdf"))
    assert sum(not row.agrees for row in verified.contents()) == 2


def test_the_answer_of_a_question_without_documents_has_no_page_for_files(
    app: Flask, cast: Cast, make: Make
) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery, submitted=False)
    question = db.session.query(Question).filter_by(tender_id=bid.tender_id, number=1).one()
    path, answer = path_of(bid, question), f"/bids/{bid.id}/answers/{question.id}"
    browser = client_of(app, cast.baker)
    assert browser.get(path).status_code == 404
    assert "Documents for this answer" not in browser.get(answer).text
