"""The page of an assessment: who finds it, and what it offers next."""

from flask import Flask
from sqlalchemy import update

from marketplace.assessment.models.evaluations import Evaluator
from marketplace.engine import db
from tests.assessment_rows import assess
from tests.cast import Cast, client_of


def test_bidders_and_strangers_find_no_assessment(app: Flask, tender, bids, panel, cast) -> None:
    path = f"/evaluations/{tender.id}"
    for person in (cast.baker, cast.stranger, cast.broker, cast.finance):
        assert client_of(app, person).get(path).status_code == 404


def test_the_ranking_is_offered_once_every_evaluator_approved_the_record(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    home, button = f"/evaluations/{tender.id}", "Work out the ranking</button>"
    buyer = client_of(app, cast.buyer)
    db.session.execute(update(Evaluator).values(approved_at=None))
    db.session.commit()
    waiting = buyer.get(home).text
    assert "2 evaluators still to do so" in waiting
    assert button not in waiting
    for person in cast.evaluators:
        client_of(app, person).post(f"{home}/approve")
    assert button in buyer.get(home).text
