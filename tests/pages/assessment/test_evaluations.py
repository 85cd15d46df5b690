"""The page of an assessment: who finds it, and what it offers next."""

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.assessment.models.evaluations import Evaluator, LotRanking
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.tendering.queries.tenders import parts_of
from tests.assessment_rows import assess, awarded
from tests.cast import Cast, client_of

Panel = dict[Actor, Evaluator]


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


@pytest.fixture
def below_the_pass_mark(tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast) -> None:
    """The second bid scores 1 where 2 is the least; the ranking is worked out."""
    with db.transaction():
        db.session.execute(
            update(Question).where(Question.tender_id == tender.id).values(minimum=2)
        )
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 1})


def test_a_bid_without_a_rank_is_named_with_its_reason(
    app: Flask, tender: Tender, below_the_pass_mark: None, cast: Cast
) -> None:
    page = client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/ranking")
    assert page.status_code == 200
    said = page.text.split("Canal Gardens Society</strong> was disregarded. ")[1]
    question = parts_of(tender.id).questions[0]
    assert said.startswith(f"It scored 1 for “1. {question.text}”, below the minimum of 2.")


def test_a_disregarded_bidder_reads_names_its_own_scores_and_the_reasons(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], below_the_pass_mark: None, cast: Cast
) -> None:
    [award] = awarded(tender, cast.buyer, bids[0].id)
    letter = client_of(app, cast.gardener).get(f"/bids/{bids[1].id}/summary/{award}").text
    question = parts_of(tender.id).questions[0]
    assert f"It scored 1 for “Question 1: {question.text}”, below the minimum of 2." in letter
    assert str(question.id) not in letter
    assert ">1 of 5</td>" in letter.split("The winning bid")[0]
    assert "The answer is clear and complete." in letter.split("The winning bid")[0]


def test_a_page_that_cannot_be_shown_claims_nothing_about_what_was_done(
    app: Flask, tender: Tender, below_the_pass_mark: None, cast: Cast
) -> None:
    with db.transaction():
        db.session.execute(update(LotRanking).values(result={"bids": []}))
    failed = client_of(app, cast.buyer).get(f"/evaluations/{tender.id}/ranking")
    assert failed.status_code == 500
    assert "Nothing was changed" not in failed.text
    assert "What you did before it is kept." in failed.text
