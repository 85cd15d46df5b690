"""The pages of bids, as the bidder, its colleagues and everyone else sees them."""

import json
from decimal import Decimal
from hashlib import sha256
from html import unescape
from re import findall, search
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import consortia, members
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.consortia import led_by
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.merkle import verify_inclusion
from tests.bid_rows import made_consortium, membership, whole_draft, writer_of
from tests.cast import PASSWORD, Cast, Make, client_of


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council)


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a page: tokens and revisions."""
    return dict(findall(r'type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)) | dict(
        findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', page)
    )


def send(client: FlaskClient, path: str, **typed: str):
    """Open the page, fill in the form, and press its button."""
    hidden = fields_of(client.get(path).text)
    return client.post(path, data=hidden | typed)


def answer_in(path: str) -> str:
    """The answer that is saved behind the page of a question."""
    _, _, bid_id, _, question_id = path.split("/")
    db.session.rollback()
    bid = db.session.get_one(Bid, UUID(bid_id), populate_existing=True)
    return sealed.read_draft(bid.id, bid.draft).answers[UUID(question_id)]


def test_a_bid_is_written_checked_and_submitted_page_by_page(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    browser = client_of(app, cast.baker)
    begun = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone")
    bid = begun.location
    listed = browser.get(bid).text
    assert "30 days" in listed
    assert listed.count("Not started") == 4
    parts = parts_of(tender.id)
    for question in parts.questions:
        answered = send(browser, f"{bid}/answers/{question.id}", text="With great care.")
        assert answered.status_code == 302
    assert "Question 2 is saved: 3 of 200 words." in browser.get(bid).text
    lot = parts.lots[0]
    send(browser, f"{bid}/prices", **{f"prices-{lot.id}": "12,500.50"})
    promised = {f"commitments-{clause.id}": "12" for clause in parts.clauses}
    send(browser, f"{bid}/commitments", **promised)
    checked = browser.get(f"{bid}/submit").text
    assert "£12,500.50" in checked
    assert "No bid for this lot" in checked
    sent = send(browser, f"{bid}/submit")
    receipt = browser.get(sent.location).text
    assert "Your bid has arrived and is sealed" in receipt
    assert search(r"[0-9a-f]{64}", receipt)


def test_the_check_names_every_fault_with_a_link_to_where_it_is_mended(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    browser = client_of(app, cast.baker)
    bid = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone").location
    answer = send(browser, f"{bid}/submit")
    assert answer.status_code == 422
    assert f'href="{bid}/prices">Give a price for at least one lot.' in answer.text
    assert "Question 1 has no answer." in answer.text


def test_the_downloads_of_a_receipt_fit_together(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    browser = client_of(app, cast.baker)
    receipt = json.loads(browser.get(f"/bids/{bid.id}/versions/1/receipt.json").data)
    submitted = browser.get(f"/bids/{bid.id}/versions/1/submitted.json").data
    assert sha256(submitted).hexdigest() == receipt["sha256"]
    assert json.loads(submitted)["content"]["prices"]


def test_after_the_opening_the_receipt_proves_that_it_was_counted(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    make.bid(tender, cast.gardens)
    bid = make.bid(tender, cast.bakery)
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)
    browser = client_of(app, cast.baker)
    held = json.loads(browser.get(f"/bids/{bid.id}/versions/1/receipt.json").data)["counted"]
    assert verify_inclusion(
        held["leaf"].encode(),
        held["index"],
        held["size"],
        [bytes.fromhex(step) for step in held["proof"]],
        bytes.fromhex(tender.merkle_root),
    )
    assert tender.merkle_root in browser.get(f"/bids/{bid.id}/versions/1").text


def test_words_are_counted_and_too_many_are_kept_with_a_sentence(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    browser = client_of(app, cast.baker)
    bid = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone").location
    question = parts_of(tender.id).questions[1]
    send(browser, f"{bid}/answers/{question.id}", text="word " * 205)
    shown = browser.get(bid).text
    assert "take out 5 before you submit" in shown
    assert "205 of 200 words" in shown


def test_two_colleagues_on_one_answer_lose_nothing(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    question = parts_of(tender.id).questions[0]
    path = f"/bids/{bid.id}/answers/{question.id}"
    colleague = client_of(app, make.member(cast.bakery, Role.BID_WRITER))
    mine = client_of(app, cast.baker)
    opened_by_me = fields_of(mine.get(path).text)
    send(colleague, path, text="What the colleague wrote")
    refused = mine.post(path, data=opened_by_me | {"text": "What I wrote"})
    assert refused.status_code == 422
    assert "What the colleague wrote" in refused.text
    assert "What I wrote" in refused.text
    again = mine.post(path, data=fields_of(refused.text) | {"text": "Both together"})
    assert again.status_code == 302
    assert answer_in(path) == "Both together"


def test_a_session_that_ends_while_writing_loses_nothing(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    question = parts_of(tender.id).questions[0]
    path = f"/bids/{bid.id}/answers/{question.id}"
    long = "A long & careful answer, “with quotes”.\n" * 40
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = client_of(app, cast.baker)
        hidden = fields_of(browser.get(path).text)
        browser.delete_cookie("sign_in")
        sent_away = browser.post(path, data=hidden | {"text": long})
        assert "/sign-in?next=" in sent_away.location
        form = fields_of(browser.get(sent_away.location).text)
        back = browser.post(
            sent_away.location,
            data=form | {"email": "beth.baker@example.org", "password": PASSWORD},
        )
        assert urlsplit(back.location).path == path
        assert "kept" in parse_qs(urlsplit(back.location).query)
        shown = browser.get(back.location).text
        kept = unescape(search(r"<textarea[^>]*>(.*?)</textarea>", shown, 16).group(1))
        assert kept == long
        assert "You were signed out" in shown
        saved = browser.post(path, data=fields_of(shown) | {"text": kept})
        assert saved.status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer_in(path) == long.strip()


def test_a_double_click_on_submit_makes_one_version_and_leads_to_its_receipt(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    browser = client_of(app, cast.baker)
    path = f"/bids/{bid.id}/submit"
    hidden = fields_of(browser.get(path).text)
    first, second = (browser.post(path, data=hidden) for _ in range(2))
    assert second.location == first.location
    assert len(db.session.scalars(select(BidVersion)).all()) == 1


def test_late_the_typed_answer_stays_on_the_page_with_the_reason(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    path = f"/bids/{bid.id}/answers/{parts_of(tender.id).questions[0].id}"
    browser = client_of(app, cast.baker)
    hidden = fields_of(browser.get(path).text)
    clock.set_to(tender.closes_at, stopped=True)
    late = browser.post(path, data=hidden | {"text": "Typed too late"})
    assert late.status_code == 422
    assert "Typed too late" in late.text
    assert "London time. This arrived at 12:00:00.000" in late.text


def test_a_price_that_is_no_amount_is_said_beside_it_and_kept(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    lot = parts_of(tender.id).lots[0]
    answer = send(
        client_of(app, cast.baker), f"/bids/{bid.id}/prices", **{f"prices-{lot.id}": "lots"}
    )
    assert answer.status_code == 422
    assert "“lots” is not an amount in pounds" in answer.text
    assert 'value="lots"' in answer.text


def test_vat_stands_beside_the_price_of_a_registered_supplier(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.cleaners, prices=1_000_00, submitted=False)
    shown = client_of(app, cast.cleaner).get(f"/bids/{bid.id}/prices").text
    assert "£1,000.00 + £200.00 VAT = £1,200.00" in shown


def test_a_withdrawn_bid_says_so(app: Flask, cast: Cast, make: Make, tender: Tender) -> None:
    bid = make.bid(tender, cast.bakery)
    browser = client_of(app, cast.baker)
    send(browser, f"/bids/{bid.id}/withdraw")
    assert "does not count" in browser.get(f"/bids/{bid.id}").text


def test_for_everyone_else_a_bid_is_not_there(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id = make.bid(tender, cast.bakery).id
    question_id = parts_of(tender.id).questions[0].id
    paths = [
        "", "/submit", "/withdraw", "/prices", "/commitments", "/declaration",
        f"/answers/{question_id}", "/versions/1", "/versions/1/receipt.json",
        "/versions/1/submitted.json",
    ]  # fmt: skip
    others = [cast.buyer, cast.evaluators[0], cast.broker, cast.board_member, cast.gardener]
    for other in [*others, cast.stranger]:
        browser = client_of(app, other)
        assert {browser.get(f"/bids/{bid_id}{path}").status_code for path in paths} == {404}
    assert client_of(app, None).get(f"/bids/{bid_id}").location.startswith("/sign-in")


def test_the_bid_page_takes_the_same_number_of_queries_however_much_is_in_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    small, large = make.tender(cast.council, lots=1), make.tender(cast.council, lots=9)
    browser = client_of(app, cast.baker)
    counts = []
    for tender in (small, large):
        path = f"/bids/{make.bid(tender, cast.bakery).id}"
        seen: list[str] = []
        engine = db.session.get_bind()
        db.session.remove()
        note = lambda *args: seen.append(args[2])  # noqa: B023, E731
        event.listen(engine, "before_cursor_execute", note)
        assert browser.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 30


def test_the_way_in_shows_a_bid_that_is_begun(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    page = client_of(app, cast.baker).get(f"/tenders/{tender.id}/begin-bid").text
    assert f"/bids/{bid.id}" in page
    assert "Harbour Bakery CIC" in page


def test_what_differs_from_the_submitted_version_is_pointed_out(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    browser = client_of(app, cast.baker)
    assert "It counts only if you submit again" not in browser.get(f"/bids/{bid.id}").text
    draft = whole_draft(tender)
    question = next(iter(draft.answers))
    send(browser, f"/bids/{bid.id}/answers/{question}", text="Better")
    assert "It counts only if you submit again" in browser.get(f"/bids/{bid.id}").text


def test_a_tender_changed_after_the_submission_is_pointed_out(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid_id, tender_id = make.bid(tender, cast.bakery).id, tender.id
    browser, sentence = client_of(app, cast.baker), "The tender was changed after you submitted"
    assert sentence not in browser.get(f"/bids/{bid_id}").text
    with db.transaction():
        db.session.execute(update(Tender).where(Tender.id == tender_id).values(version=2))
    assert sentence in browser.get(f"/bids/{bid_id}").text
    send(browser, f"/bids/{bid_id}/submit")
    assert sentence not in browser.get(f"/bids/{bid_id}").text


def test_bids_and_consortia_of_a_person_stand_in_one_list(
    app: Flask, cast: Cast, tender: Tender, make: Make
) -> None:
    browser = client_of(app, cast.baker)
    assert "You have not begun a bid" in browser.get("/bids").text
    bid = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone").location
    listed = browser.get("/bids").text
    assert bid in listed
    assert "Not submitted" in listed
    assert bid not in client_of(app, cast.cleaner).get("/bids").text
    assert 'href="/bids"' in browser.get("/my").text


def test_an_invited_member_finds_the_consortium_in_the_list(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    shares = {cast.bakery: "60", cast.gardens: "40"}
    _, consortium = made_consortium(tender, shares, accepted=False)
    listed = client_of(app, cast.gardener).get("/bids").text
    assert f"/consortia/{consortium.id}" in listed
    assert f"{cast.bakery.name} leads it" in unescape(listed)
    assert f"/consortia/{consortium.id}" not in client_of(app, cast.stranger).get("/bids").text


def test_who_joins_later_does_not_read_what_was_submitted_before(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    shares = {cast.bakery: "60", cast.gardens: "40"}
    bid = make.joint_bid(tender, shares, answer="Only two of us know this.")
    consortium = led_by(tender.id, cast.bakery.id)
    page, share_out = f"/bids/{bid.id}/versions/1", f"/consortia/{consortium.id}"
    assert "Only two of us know this." in client_of(app, cast.gardener).get(page).text
    writer = writer_of(cast.bakery)
    consortia.invite_member(writer, consortium.id, organisation_id=cast.cleaners.id)
    parts = {cast.bakery: "50", cast.gardens: "30", cast.cleaners: "20"}
    consortia.agree_member_parts(
        writer,
        consortium.id,
        parts={who.id: MemberWork("Work", Decimal(share)) for who, share in parts.items()},
    )
    late = membership(consortium, cast.cleaners)
    seen = led_by(tender.id, cast.bakery.id).revision
    members.accept_member_part(writer_of(cast.cleaners), late.id, seen=seen)
    newcomer = client_of(app, cast.cleaner)
    assert newcomer.get(page).status_code == 404
    listed = newcomer.get(f"/bids/{bid.id}").text
    assert "has not submitted a version with you in it yet" in listed
    assert page not in listed
    assert "The price, shared out" not in newcomer.get(share_out).text
