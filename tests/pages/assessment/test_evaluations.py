"""The page of an assessment: who finds it, and what it offers next."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.assessment.models.evaluations import Evaluator, LotRanking
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.tendering.queries.tenders import parts_of
from tests.assessment_rows import assess, awarded
from tests.cast import Cast, Make, client_of
from tests.tender_rows import published_now

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


def test_of_a_tender_cancelled_after_its_opening_everything_is_read_and_nothing_offered(
    app: Flask, tender: Tender, bids: tuple[Bid, Bid], panel: Panel, cast: Cast
) -> None:
    tender_id = tender.id
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender_id}"
    before = buyer.get(home).text
    assert "Add an evaluator" in before
    assert "Disregard a bid" in before
    cancel_tender(cast.buyer, tender_id, why="The ward closes.", published=published_now())
    page = buyer.get(home).text
    assert "This tender was cancelled" in page
    assert "The ward closes." in page
    assert "Harbour Bakery CIC" in page
    for offered in ("Open all bids", "Add an evaluator", "Say who scores what", "Disregard a bid"):
        assert offered not in page
    assert ">Remove<" not in page
    assert "Read and score" not in client_of(app, cast.evaluators[0]).get(home).text
    assert f'href="{home}"' in buyer.get(f"/tenders/{tender_id}").text


def test_of_a_cancelled_tender_nobody_is_asked_to_declare(
    app: Flask, make: Make, tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    colleague = client_of(app, make.member(cast.council, Role.BUYER))
    pages = [f"/evaluations/{tender.id}", f"/tenders/{tender.id}/awards"]
    assert ["Before you go on" in colleague.get(page).text for page in pages] == [True, True]
    cancel_tender(cast.buyer, tender.id, why="The ward closes.", published=published_now())
    assert ["Before you go on" in colleague.get(page).text for page in pages] == [False, False]
    conflicts = colleague.get(f"{pages[0]}/conflicts").text
    assert "You have not declared" not in conflicts
    assert "This tender was cancelled" in conflicts


def test_cancelled_before_the_opening_the_bids_stay_sealed(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    tender_id, closes_at = tender.id, tender.closes_at
    cancel_tender(cast.buyer, tender_id, why="The ward closes.", published=published_now())
    clock.set_to(closes_at + timedelta(days=1), stopped=True)
    page = client_of(app, cast.buyer).get(f"/evaluations/{tender_id}").text
    assert "they stay sealed" in page
    assert "Open all bids" not in page
    assert "All bids are opened at once" not in page
