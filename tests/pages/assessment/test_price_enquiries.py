"""A question about a price, as the buyer who asks and the bidder who explains see it."""

from datetime import timedelta

import pytest
from flask import Flask

from marketplace.bidding.models.bids import Bid
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.tender import TenderState
from tests.assessment_rows import opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW

QUESTION = {
    "question": "Which hours does the price cover?",
    "reply_by-day": "30",
    "reply_by-month": "11",
    "reply_by-year": "2026",
}


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender: Tender, cast: Cast) -> tuple[Bid, Bid]:
    return opened_bid(tender, cast.bakery, 100), opened_bid(tender, cast.gardens, 10_000_000)


def test_from_a_marked_price_to_a_decision_that_the_bidder_reads(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    home, lot = f"/evaluations/{tender.id}", parts_of(tender.id).lots[0]
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    warning = "A price is so low that you should look at it: Harbour Bakery CIC."
    assert warning in buyer.get(home).text
    ask = f"{home}/prices/{lot.id}/{bids[0].id}"
    assert ask in buyer.get(f"{home}/prices").text
    assert buyer.post(ask, data=QUESTION | {"reply_by-day": "23"}).status_code == 422
    assert buyer.post(ask, data=QUESTION).status_code == 302
    assert buyer.get(ask).status_code == 404
    assert "Explain your price" in baker.get("/my").text
    path = baker.get(f"/bids/{bids[0].id}").text.split("/price-enquiries/")[1].split('"')[0]
    shown = baker.get(f"/price-enquiries/{path}").text
    assert "Which hours does the price cover?" in shown
    assert "100,000" not in shown
    baker.post(f"/price-enquiries/{path}", data={"answer": "Volunteers do it."})
    assert "Explain your price" not in baker.get("/my").text
    assert "Decide on a price that you asked about" in buyer.get("/my").text
    decide = f"{home}/price-enquiries/{path}"
    form = buyer.get(decide).text
    assert "Volunteers do it." in form
    assert "checked" not in form
    refused = buyer.post(decide, data={"decision": "refuse", "reason": ""})
    assert "Give the reason for the decision" in refused.text
    reason = {"decision": "refuse", "reason": "Volunteers may not do it."}
    assert buyer.post(decide, data=reason).status_code == 302
    assert "Volunteers may not do it." in baker.get(f"/price-enquiries/{path}").text
    assert "its price is abnormally low" in buyer.get(home).text


def test_a_question_about_a_price_is_seen_by_its_buyer_and_its_bidder_alone(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    home, lot = f"/evaluations/{tender.id}", parts_of(tender.id).lots[0]
    buyer = client_of(app, cast.buyer)
    buyer.post(f"{home}/prices/{lot.id}/{bids[0].id}", data=QUESTION)
    path = buyer.get(f"{home}/prices").text.split("/price-enquiries/")[1].split('"')[0]
    for person in (cast.gardener, cast.stranger, cast.broker, cast.finance, cast.buyer):
        assert client_of(app, person).get(f"/price-enquiries/{path}").status_code == 404
    for person in (cast.gardener, cast.baker, cast.finance):
        assert client_of(app, person).get(f"{home}/price-enquiries/{path}").status_code == 404
