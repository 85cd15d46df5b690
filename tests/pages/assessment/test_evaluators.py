"""The panel of one tender, as the buyer who chooses it and those on it see it."""

from flask import Flask

from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Tender
from tests.assessment_rows import criteria_of, there
from tests.cast import Cast, client_of

Panel = dict[Actor, Evaluator]


def test_the_buyer_chooses_the_panel_and_may_take_somebody_off_it(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    eve = cast.evaluators[0]
    assert client_of(app, eve).get(f"{home}/declare").status_code == 404
    assert "Nobody is on the panel yet" in buyer.get(home).text
    assert "Eve One" in buyer.get(f"{home}/appoint").text
    chosen = {"person_id": str(eve.person_id)}
    shown = buyer.post(f"{home}/appoint", data=chosen, follow_redirects=True).text
    assert "Eve One is on the panel and has been told by e-mail." in shown
    assert "Eve One" not in buyer.get(f"{home}/appoint").text
    assert client_of(app, eve).get(f"{home}/declare").status_code == 200
    [remove] = [part.split('"')[0] for part in shown.split('action="') if "/remove/" in part[:90]]
    assert "Nobody is on the panel yet" in buyer.post(remove, follow_redirects=True).text
    assert client_of(app, eve).get(f"{home}/declare").status_code == 404


def test_a_colleague_without_the_role_cannot_be_put_on_the_panel(
    app: Flask, tender: Tender, cast: Cast
) -> None:
    answer = client_of(app, cast.buyer).post(
        f"/evaluations/{tender.id}/appoint", data={"person_id": str(cast.finance.person_id)}
    )
    assert answer.status_code == 422
    assert 'href="#person_id">Choose one of the answers.' in answer.text
    assert "Fay Finance" not in answer.text


def test_a_record_that_is_not_agreed_yet_is_not_approved(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    answer = client_of(app, cast.evaluators[0]).post(f"/evaluations/{tender.id}/approve")
    assert answer.status_code == 422
    assert "The panel has not agreed every score yet" in answer.text


def test_nobody_outside_the_buyer_finds_the_panel(
    app: Flask, tender: Tender, panel: Panel, cast: Cast
) -> None:
    home, row_id = f"/evaluations/{tender.id}", panel[cast.evaluators[0]].id
    for person in (cast.finance, cast.baker, cast.broker, cast.stranger):
        browser = client_of(app, person)
        assert browser.get(f"{home}/appoint").status_code == 404
        assert browser.post(f"{home}/remove/{row_id}").status_code == 404


def test_whoever_has_approved_the_record_is_not_asked_again(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    keys, (eve, _) = criteria_of(tender), cast.evaluators
    for bid in bids:
        for person, place in panel.items():
            alone = dict.fromkeys(keys, GivenScore(4, "It is clear."))
            score_bid(person, place.id, bid_id=bid.id, scores=alone)
        agreed = dict.fromkeys(keys, PanelScore(4, "It is clear.", "We talked."))
        agree_scores(cast.buyer, tender.id, bid_id=bid.id, scores=agreed, present=there(tender))
    browser, home = client_of(app, eve), f"/evaluations/{tender.id}"
    assert "Approve the record</button>" in browser.get(home).text
    assert (
        "Approve the record</button>"
        not in browser.post(f"{home}/approve", follow_redirects=True).text
    )
