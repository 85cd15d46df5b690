"""Interests as their holder declares them and a colleague deals with them."""

from collections.abc import Iterable

from flask import Flask
from flask.testing import FlaskClient

from marketplace.assessment.actions.conflicts import (
    HowDealtWith,
    declare_conflict,
    mitigate_conflict,
)
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor, Role
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.conflict import Interest, Mitigation
from tests.assessment_rows import assess
from tests.cast import Cast, Make, client_of

Panel = dict[Actor, Evaluator]


def test_an_interest_is_declared_by_its_holder_and_dealt_with_by_the_buyer(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    eve, home = cast.evaluators[0], f"/evaluations/{tender.id}"
    evaluator, buyer = client_of(app, eve), client_of(app, cast.buyer)
    form = evaluator.get(f"{home}/declare").text
    assert "Harbour Bakery CIC" in form
    assert "checked" not in form
    refused = evaluator.post(f"{home}/declare", data={"interest": "personal", "about": " "})
    assert refused.status_code == 422
    assert "Say what the interest is." in refused.text
    interest = {"interest": "personal", "about": "My sister bakes there."}
    shown = evaluator.post(f"{home}/declare", data=interest, follow_redirects=True).text
    assert "Your declaration is on record." in shown
    assert "Declared, not dealt with" in shown
    assert "My sister bakes there." not in client_of(app, cast.evaluators[1]).get(home).text
    page = buyer.get(f"{home}/conflicts").text
    assert "My sister bakes there." in page
    [path] = [part.split('"')[0] for part in page.split('href="') if "/mitigate/" in part[:100]]
    assert buyer.post(path, data={"explained": "No."}).status_code == 422
    how = {"mitigation": "does_not_score", "explained": "Ed scores it.", "bid_id": str(bids[0].id)}
    shown = buyer.post(path, data=how, follow_redirects=True).text
    assert "Does not score the bid of Harbour Bakery CIC." in shown
    assert "Ed scores it." in shown
    assert evaluator.get(path).status_code == 403
    assert "You do not score this bid" in evaluator.get(home).text
    refused = evaluator.get(f"{home}/bids/{bids[0].id}")
    assert refused.status_code == 422
    assert "How Harbour Bakery CIC does it." not in refused.text
    assert "How Canal Gardens Society does it." in evaluator.get(f"{home}/bids/{bids[1].id}").text


def test_nobody_outside_the_buyer_finds_the_conflicts(
    app: Flask, tender: Tender, panel: Panel, cast: Cast
) -> None:
    home = f"/evaluations/{tender.id}"
    for person in (cast.finance, cast.baker, cast.broker, cast.stranger):
        browser = client_of(app, person)
        for page in ("conflicts", "declare"):
            assert browser.get(f"{home}/{page}").status_code == 404
    assert client_of(app, cast.evaluators[0]).get(f"{home}/conflicts").status_code == 403


def pages_with_bids(tender: Tender, bid: Bid) -> dict[str, int]:
    """Every address at which a buyer reads what bids say once they are ranked, with its answer to
    somebody without an interest."""
    home, [lot] = f"/evaluations/{tender.id}", parts_of(tender.id).lots
    own = f"{home}/bids/{bid.id}"
    read = [own, f"{own}/agree", f"{own}/reopen", f"{own}/conditions", f"{own}/conditions/clear"]
    read += [f"{home}/{name}" for name in ("prices", "documents", "disregard", "ranking", "safety")]
    read += [f"{home}/record", f"{home}/record.pdf", f"{home}/lots/{lot.id}/draw"]
    read += [f"{home}/prices/{lot.id}/{bid.id}", f"/tenders/{tender.id}/record.zip"]
    read += [f"/tenders/{tender.id}/lots/{lot.id}/award/{bid.id}"]
    return dict.fromkeys(read, 200)


def answers(browser: FlaskClient, pages: Iterable[str]) -> dict[str, int]:
    return {page: browser.get(page).status_code for page in pages}


def test_with_an_interest_nobody_reads_a_bid_at_any_address(
    app: Flask, make: Make, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    pages, tender_id = pages_with_bids(tender, bids[0]), tender.id
    refused = dict.fromkeys(pages, 422)
    assert answers(client_of(app, cast.buyer), pages) == pages
    colleague = make.member(cast.council, Role.BUYER)
    browser, home = client_of(app, colleague), f"/evaluations/{tender_id}"
    assert answers(browser, pages) == refused  # not declared
    for page in (home, f"/tenders/{tender_id}/awards"):
        shown = browser.get(page).text
        assert "Before you go on: the bidders are known" in shown
        assert "See the ranking" not in shown
        assert "Moderation record" not in shown
        assert "First by the published method" not in shown
        assert f"{home}/bids/" not in shown
    row = declare_conflict(colleague, tender_id, interest=Interest.FINANCIAL, about="I own shares.")
    declaration_id = row.id
    assert answers(browser, pages) == refused  # not dealt with
    left = HowDealtWith(Mitigation.LEAVES, "The shares are many.")
    mitigate_conflict(cast.buyer, tender_id, declaration_id=declaration_id, how=left)
    assert answers(browser, pages) == refused
    assert "You take no further part" in browser.get(home).text
    mitigate_conflict(
        cast.buyer,
        tender_id,
        declaration_id=declaration_id,
        how=HowDealtWith(Mitigation.NO_EFFECT, "Five pounds of shares."),
    )
    assert answers(browser, pages) == pages


def test_whoever_does_not_score_a_bid_reads_the_others_only(
    app: Flask, make: Make, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    colleague = make.member(cast.council, Role.BUYER)
    row = declare_conflict(colleague, tender.id, interest=Interest.PERSONAL, about="A cousin.")
    how = HowDealtWith(Mitigation.DOES_NOT_SCORE, "Others do.", bid_id=bids[0].id)
    mitigate_conflict(cast.buyer, tender.id, declaration_id=row.id, how=how)
    browser, home = client_of(app, colleague), f"/evaluations/{tender.id}"
    kept_from, other = (f"{home}/bids/{bid.id}" for bid in bids)
    ways = ("", "/agree", "/reopen", "/conditions")
    assert {browser.get(f"{kept_from}{way}").status_code for way in ways} == {422}
    assert {browser.get(f"{other}{way}").status_code for way in ways} == {200}
    shown = browser.get(home).text
    assert "You do not score this bid, and do not read it" in shown
    assert f'href="{kept_from}' not in shown
    assert f'href="{other}"' in shown


def test_a_member_of_a_bidder_reads_no_bid(
    app: Flask, make: Make, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    pages = pages_with_bids(tender, bids[0])
    colleague = make.member(cast.council, Role.BUYER)
    declare_conflict(colleague, tender.id, interest=Interest.NONE, about="")
    assert answers(client_of(app, colleague), pages) == pages
    both = make.joins(colleague, cast.gardens, Role.FINANCE)
    assert answers(client_of(app, both), pages) == dict.fromkeys(pages, 422)
