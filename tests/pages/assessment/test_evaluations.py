"""The pages of assessment, award and contract: who reads what, and what is kept of a refused form."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.assessment.models.evaluations import AgreedScore, Evaluator, Score
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assessed, awarded, criteria_of, opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW


@pytest.fixture
def tender(make: Make, cast: Cast):
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender, cast: Cast):
    return opened_bid(tender, cast.bakery, 9_000_000), opened_bid(tender, cast.gardens, 10_000_000)


@pytest.fixture
def panel(tender, cast: Cast):
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return dict(zip(cast.evaluators, rows, strict=True))


def test_an_evaluator_reads_answers_and_no_price(app: Flask, tender, bids, panel, cast) -> None:
    page = client_of(app, cast.evaluators[0]).get(f"/evaluations/{tender.id}/bids/{bids[0].id}")
    assert "How Harbour Bakery CIC does it." in page.text
    assert "90,000" not in page.text


def test_a_score_without_a_reason_is_sent_back_with_everything_typed(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    first, second = criteria_of(tender)[:2]
    answer = client_of(app, cast.evaluators[0]).post(
        f"/evaluations/{tender.id}/bids/{bids[0].id}",
        data={
            f"score_{first}": "4",
            f"reason_{first}": "Better than Canal Gardens Society.",
            f"score_{second}": "3",
            f"reason_{second}": "It says who is hired.",
        },
    )
    assert answer.status_code == 422
    assert "compares this bid with another" in answer.text
    assert "It says who is hired." in answer.text
    assert f'href="#reason_{first}"' in answer.text
    assert db.session.scalars(select(Score)).all() == []


def test_an_evaluator_does_not_see_what_the_other_scored(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    key = criteria_of(tender)[0]
    path = f"/evaluations/{tender.id}/bids/{bids[0].id}"
    client_of(app, eve).post(
        path, data={f"score_{key}": "4", f"reason_{key}": "Only Eve wrote this sentence."}
    )
    assert "Only Eve wrote this sentence." not in client_of(app, ed).get(path).text
    assert client_of(app, ed).get(path + "/agree").status_code == 403


def test_bidders_and_strangers_find_no_assessment(app: Flask, tender, bids, panel, cast) -> None:
    path = f"/evaluations/{tender.id}"
    for person in (cast.baker, cast.stranger, cast.broker, cast.finance):
        assert client_of(app, person).get(path).status_code == 404


def test_a_bid_of_another_tender_is_not_found_under_this_one(
    app: Flask, make: Make, tender, panel, cast: Cast
) -> None:
    other = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    strange = opened_bid(other, cast.bakery, 1_000)
    path = f"/evaluations/{tender.id}/bids/{strange.id}"
    assert client_of(app, cast.evaluators[0]).get(path).status_code == 404


def test_the_panel_agrees_on_a_page_that_shows_who_scored_what(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    keys = criteria_of(tender)
    for person in cast.evaluators:
        data = {f"score_{key}": "4" for key in keys}
        data |= {f"reason_{key}": f"{person.name} says it is clear." for key in keys}
        client_of(app, person).post(f"/evaluations/{tender.id}/bids/{bids[0].id}", data=data)
    buyer = client_of(app, cast.buyer)
    path = f"/evaluations/{tender.id}/bids/{bids[0].id}/agree"
    assert "Eve One says it is clear." in buyer.get(path).text
    data = {f"score_{key}": "4" for key in keys}
    data |= {f"reason_{key}": "It is clear." for key in keys}
    refused = buyer.post(path, data=data)
    assert refused.status_code == 422
    assert "Record the discussion" in refused.text
    data |= {f"discussion_{key}": "Both agreed at once." for key in keys}
    assert buyer.post(path, data=data).status_code == 302
    assert len(db.session.scalars(select(AgreedScore)).all()) == len(keys)


def test_the_ranking_is_offered_once_every_evaluator_approved_the_record(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assessed(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
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


def test_each_bidder_reads_its_own_summary_and_no_rivals(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assessed(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    assert f'href="/tenders/{tender.id}/awards"' in client_of(app, cast.buyer).get("/my").text
    own = f"/bids/{bids[1].id}/summary/{award_id}"
    assert "The winning bid" in client_of(app, cast.gardener).get(own).text
    assert client_of(app, cast.baker).get(own).status_code == 404
    assert client_of(app, cast.stranger).get(own).status_code == 404
    assert "Won</strong>" in client_of(app, cast.baker).get("/bids").text
    assert "Not successful</strong>" in client_of(app, cast.gardener).get("/bids").text


def test_milestones_that_do_not_add_up_are_said_and_kept(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assessed(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    answer = client_of(app, cast.buyer).post(
        f"/awards/{award_id}/prepare-contract",
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "milestones-0-title": "The first half",
            "milestones-0-due_on-day": "30", "milestones-0-due_on-month": "6",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "45,000",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "add up to £45,000.00, but the contract is worth £90,000.00" in answer.text
    assert "The first half" in answer.text
    assert db.session.scalars(select(Contract)).all() == []


def test_a_lot_of_another_tender_cannot_be_cancelled_here(
    app: Flask, make: Make, tender, cast: Cast
) -> None:
    other = make.tender(cast.council, lots=1)
    lot = parts_of(other.id).lots[0]
    path = f"/tenders/{tender.id}/lots/{lot.id}/cancel"
    assert client_of(app, cast.buyer).post(path, data={"reason": "x"}).status_code == 404


def test_a_buyer_on_the_panel_scores_alone_before_seeing_other_scores(
    app: Flask, make: Make, tender, bids, cast: Cast
) -> None:
    both = make.member(cast.council, Role.BUYER, Role.EVALUATOR, name="Bo Both")
    appointed(tender, cast.buyer, both)
    path = f"/evaluations/{tender.id}/bids/{bids[0].id}"
    keys = criteria_of(tender)
    browser = client_of(app, both)
    answer = browser.get(path + "/agree")
    assert answer.status_code == 422
    assert "score this bid alone" in answer.text
    data = {f"score_{key}": "3" for key in keys} | {f"reason_{key}": "It says how." for key in keys}
    browser.post(path, data=data)
    assert browser.get(path + "/agree").status_code == 200
