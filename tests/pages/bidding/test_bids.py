"""The pages of bids, as the bidder, its colleagues and everyone else sees them."""

from html import unescape
from re import findall, search

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from marketplace.bidding.models.bids import BidVersion
from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from tests.bid_rows import made_consortium, whole_draft
from tests.cast import Cast, Make, client_of


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a page: tokens and revisions."""
    return dict(findall(r'type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)) | dict(
        findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', page)
    )


def send(client: FlaskClient, path: str, **typed: str):
    """Open the page, fill in the form, and press its button."""
    hidden = fields_of(client.get(path).text)
    return client.post(path, data=hidden | typed)


ASSURED = {
    "is_independent": "y",
    "takes_terms": "y",
    "has_conflict": "no",
    "uses_others": "no",
}


def test_a_bid_is_written_checked_and_submitted_page_by_page(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    browser = client_of(app, cast.baker)
    begun = send(browser, f"/tenders/{tender.id}/begin-bid", how="alone")
    bid = begun.location
    listed = browser.get(bid).text
    assert "30 days" in listed
    assert listed.count("Not started") == 5
    parts = parts_of(tender.id)
    for question in parts.questions:
        answered = send(browser, f"{bid}/answers/{question.id}", text="With great care.")
        assert answered.status_code == 302
    assert "Question 2 is saved: 3 of 200 words." in browser.get(bid).text
    lot = parts.lots[0]
    send(browser, f"{bid}/prices", **{f"prices-{lot.id}": "12,500.50"})
    promised = {f"commitments-{clause.id}-{lot.id}": "12" for clause in parts.clauses}
    send(browser, f"{bid}/commitments", **promised)
    unsaid = browser.get(f"{bid}/submit").text
    assert f'href="{bid}/assurances">Give the assurances that every bidder gives.' in unsaid
    send(browser, f"{bid}/assurances", **ASSURED)
    checked = browser.get(f"{bid}/submit").text
    assert "£12,500.50" in checked
    assert "No bid for this lot" in checked
    assert "Lot 1: 12 placements" in checked
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
