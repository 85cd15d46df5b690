"""Interests as their holder declares them and a colleague deals with them."""

from flask import Flask

from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from tests.cast import Cast, client_of

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
    assert evaluator.get(f"{home}/bids/{bids[0].id}").status_code == 422
    assert evaluator.get(f"{home}/bids/{bids[1].id}").status_code == 200


def test_nobody_outside_the_buyer_finds_the_conflicts(
    app: Flask, tender: Tender, panel: Panel, cast: Cast
) -> None:
    home = f"/evaluations/{tender.id}"
    for person in (cast.finance, cast.baker, cast.broker, cast.stranger):
        browser = client_of(app, person)
        for page in ("conflicts", "declare"):
            assert browser.get(f"{home}/{page}").status_code == 404
    assert client_of(app, cast.evaluators[0]).get(f"{home}/conflicts").status_code == 403
