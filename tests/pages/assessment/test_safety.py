"""How safe a result is: margin, weights, one evaluator left out, other formulas, a bid brought back."""

from flask import Flask

from marketplace.assessment.actions import disregards, rankings
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.disregard import DisregardGround
from tests.assessment_rows import assess
from tests.cast import Cast, client_of
from tests.pages.organisations.test_organisations import words_of

Panel = dict[Actor, Evaluator]


def test_before_the_ranking_there_is_nothing_to_read(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    assert client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/safety").status_code == 404


def test_buyer_and_panel_read_what_would_put_another_first(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    home = f"/evaluations/{tender.id}"
    buyer = client_of(app, cast.buyer)
    assert f"{home}/safety" in buyer.get(f"{home}/ranking").text
    said = words_of(buyer.get(f"{home}/safety").text)
    assert "is first, " in said
    assert "points ahead of " in said
    assert "Without Who would be first" in said
    assert "weight × (1 − (this price − lowest price) ÷ lowest price)" in said
    assert "weight × lowest price ÷ this price" not in said  # it is the published one
    assert client_of(app, cast.evaluators[0]).get(f"{home}/safety").status_code == 200
    for person in (cast.baker, cast.finance, cast.broker, cast.stranger):
        assert client_of(app, person).get(f"{home}/safety").status_code == 404


def test_a_disregarded_bid_is_brought_back_to_see_what_it_would_change(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[0].id,
        lot_id=None,
        ground=DisregardGround.PROCEDURE,
        reason="It broke the rule on variants.",
    )
    rankings.rank_bids(cast.buyer, tender.id)
    said = words_of(client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/safety").text)
    assert "is the only bid that is ranked" in said
    assert "With a disregarded bid back among them" in said
    assert "Another" in said
