"""Setting a bid aside, and letting it count again, as the buyer does it."""

from flask import Flask

from marketplace.bidding.models.bids import Bid
from marketplace.tendering.models.tenders import Tender
from tests.cast import Cast, client_of


def test_a_bid_is_set_aside_on_a_chosen_ground_and_counts_again(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    form = buyer.get(f"{home}/disregard").text
    assert "checked" not in form
    assert "abnormally low" not in form.split("<form")[-1]
    typed = {"bid_id": str(bids[0].id), "lot_id": "all", "reason": "No licence to cook."}
    refused = buyer.post(f"{home}/disregard", data=typed)
    assert "Choose the ground." in refused.text
    typed["ground"] = "conditions"
    shown = buyer.post(f"{home}/disregard", data=typed, follow_redirects=True).text
    assert "(a condition of participation is not met): No licence to cook." in shown
    [end] = [part.split('"')[0] for part in shown.split('href="') if "/disregards/" in part[:120]]
    assert "No licence to cook." in buyer.get(end).text
    reason = {"reason": "The licence was on page 4."}
    shown = buyer.post(end, data=reason, follow_redirects=True).text
    assert "It counts again since" in shown
    assert "The licence was on page 4." in shown
