"""Scoring alone and agreeing together, as the panel sees it: who reads what, and what is kept."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.assessment.models.evaluations import AgreedScore, Score
from marketplace.engine import db
from marketplace.engine.access import Role
from procurement.tendering.scoring_scale import SUGGESTED_SCALE
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, criteria_of, opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.organisations.test_organisations import words_of


def test_an_evaluator_reads_answers_and_no_price(app: Flask, tender, bids, panel, cast) -> None:
    page = client_of(app, cast.evaluators[0]).get(f"/evaluations/{tender.id}/bids/{bids[0].id}")
    assert "How Harbour Bakery CIC does it." in page.text
    assert "90,000" not in page.text


def test_a_promise_for_the_bid_as_a_whole_says_how_it_counts(
    app: Flask, make: Make, cast: Cast
) -> None:
    whole = "promised for the bid as a whole: it counts in each lot"
    for lots, times in ((2, 2), (1, 0)):
        tender = make.tender(
            cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=lots
        )
        bid = opened_bid(tender, cast.bakery, 9_000_000)
        appointed(tender, cast.buyer, cast.evaluators[0])
        page = client_of(app, cast.evaluators[0]).get(f"/evaluations/{tender.id}/bids/{bid.id}")
        assert page.text.count(whole) == times


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
    alone = data | {"present": str(cast.evaluators[0].person_id)}
    for sent in (data, alone):
        refused = buyer.post(path, data=sent)
        assert refused.status_code == 422
        assert "Say who of the panel took part in the meeting" in refused.text
    met = data | {"present": [str(person.person_id) for person in cast.evaluators]}
    assert buyer.post(path, data=met).status_code == 302
    assert words_of(buyer.get(path).text).count("Took part Eve One, Ed Two") == len(keys)
    assert len(db.session.scalars(select(AgreedScore)).all()) == len(keys)


def test_who_has_not_scored_alone_yet_is_said_once(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    keys = criteria_of(tender)
    assert len(keys) > 1
    browser = client_of(app, cast.buyer)
    path = f"/evaluations/{tender.id}/bids/{bids[0].id}/agree"
    sentence = "2 of 2 evaluators have not scored alone yet"
    data = {f"score_{key}": "4" for key in keys} | {f"reason_{key}": "Clear." for key in keys}
    for answer in (browser.get(path), browser.post(path, data=data)):
        assert answer.text.count(sentence) == 1


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
    assert "Save the agreed scores" in browser.get(path + "/agree").text


def test_the_panel_scores_by_the_words_that_bidders_read(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    published = client_of(app, None).get(f"/tenders/{tender.id}").text
    scoring = client_of(app, cast.evaluators[0])
    page = scoring.get(f"/evaluations/{tender.id}/bids/{bids[0].id}").text
    for score, words in enumerate(SUGGESTED_SCALE):
        assert words in published
        assert f"{score} – {words}</label>" in page
