"""The parts of a bid, page by page, as those who write it see them."""

from html import unescape
from re import DOTALL, search
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import Flask

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.queries import sealed
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.pages.bidding.test_bids import fields_of, send


def answer_in(path: str) -> str:
    """The answer that is saved behind the page of a question."""
    _, _, bid_id, _, question_id = path.split("/")
    db.session.rollback()
    bid = db.session.get_one(Bid, UUID(bid_id), populate_existing=True)
    return sealed.read_draft(bid.id, bid.draft).answers[UUID(question_id)]


def prices_in(path: str) -> dict[UUID, Money]:
    """The prices that are saved of a bid, by lot."""
    db.session.rollback()
    bid = db.session.get_one(Bid, UUID(path.rpartition("/")[2]), populate_existing=True)
    return {key: price.net for key, price in sealed.read_draft(bid.id, bid.draft).prices.items()}


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


def test_each_lot_shows_its_own_ceiling_and_takes_no_price_above_it(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    first, second = parts_of(tender.id).lots
    with db.transaction():
        first.floor, first.ceiling = Money(3_000_000), Money(5_000_000)
    browser = client_of(app, cast.baker)
    bid = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone").location
    text = browser.get(f"{bid}/prices").text
    assert text.count("The most that this lot may cost is £50,000.00") == 1
    assert text.count("A price at or below £30,000.00 earns all points for price") == 1
    typed = {f"prices-{first.id}": "95,000", f"prices-{second.id}": "95,000"}
    refused = browser.post(f"{bid}/prices", data=fields_of(text) | typed)
    assert refused.status_code == 422
    at_field = search(rf'id="prices-{first.id}-error">.*?</div>', refused.text, DOTALL)
    assert at_field is not None
    assert "is £95,000.00, above the ceiling of £50,000.00" in at_field[0]
    assert f'id="prices-{second.id}-error"' not in refused.text
    assert refused.text.count('value="95,000') == 2
    assert prices_in(bid) == {}
    saved = browser.post(
        f"{bid}/prices", data=fields_of(refused.text) | typed | {f"prices-{first.id}": "50,000"}
    )
    assert saved.status_code == 302, saved.text
    assert prices_in(bid) == {first.id: Money(5_000_000), second.id: Money(9_500_000)}


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
    writer = make.member(cast.bakery, Role.BID_WRITER, name="Wanda Writer")
    question = parts_of(tender.id).questions[0]
    path = f"/bids/{bid.id}/answers/{question.id}"
    long = "A long & careful answer, “with quotes”.\n" * 40
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = client_of(app, writer)
        hidden = fields_of(browser.get(path).text)
        browser.delete_cookie("sign_in")
        sent_away = browser.post(path, data=hidden | {"text": long})
        assert "/sign-in?next=" in sent_away.location
        form = fields_of(browser.get(sent_away.location).text)
        back = browser.post(
            sent_away.location,
            data=form | {"email": "wanda.writer@example.org", "password": PASSWORD},
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


def test_how_vat_treats_a_price_is_said_by_the_bidder(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    browser = client_of(app, cast.cleaner)
    bid = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone").location
    lot = parts_of(tender.id).lots[0]
    refused = browser.post(f"{bid}/prices", data={"seen": "1", f"prices-{lot.id}": "1,000"})
    assert refused.status_code == 422
    assert "Say how VAT treats lot 1." in refused.text
    priced = {"seen": "1", f"prices-{lot.id}": "1,000", f"vat-{lot.id}": "zero"}
    assert browser.post(f"{bid}/prices", data=priced).status_code == 302
