"""Why one person alone scores something, as the buyer is asked for it."""

from flask import Flask
from sqlalchemy import select

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.evaluators import appoint_evaluator
from marketplace.assessment.models.evaluations import SoleScorer
from marketplace.engine import db
from marketplace.engine.access import Role
from procurement.tendering.conflict import Interest
from tests.assessment_rows import appointed, assess, awarded, criteria_of, explained
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


def test_a_panel_of_one_asks_the_buyer_why_and_says_it(
    app: Flask, tender, bids, cast: Cast
) -> None:
    eve = cast.evaluators[0]
    appoint_evaluator(cast.buyer, tender.id, person_id=eve.person_id)
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{tender.id}"
    assert f'href="{home}/sole-scorers"' in buyer.get(home).text
    page = buyer.get(f"{home}/sole-scorers").text
    assert "Only Eve One scores everything. Why?" in page
    field = f"because_{eve.person_id}_all_all"
    assert f'name="{field}"' in page
    refused = buyer.post(f"{home}/sole-scorers", data={field: "Eve One is the best."})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert "Eve One is the best." in refused.text
    why = {field: "Nobody else knows the work."}
    said = buyer.post(f"{home}/sole-scorers", data=why, follow_redirects=True).text
    assert "Only Eve One scores everything. Nobody else knows the work." in said
    assert db.session.scalars(select(SoleScorer.reason)).one() == "Nobody else knows the work."


def test_until_it_is_said_the_bid_is_read_and_no_score_asked_for(
    app: Flask, make: Make, tender, bids, cast: Cast
) -> None:
    both = make.member(cast.council, Role.BUYER, Role.EVALUATOR, name="Bo Both")
    appoint_evaluator(cast.buyer, tender.id, person_id=both.person_id)
    for person in (cast.buyer, both):
        declare_conflict(person, tender.id, interest=Interest.NONE, about="")
    page, browser = f"/evaluations/{tender.id}/bids/{bids[0].id}", client_of(app, both)
    waits = browser.get(page).text
    assert "scoring waits for the reason" in waits
    assert f'href="/evaluations/{tender.id}/sole-scorers"' in waits
    assert "How Harbour Bakery CIC does it." in waits
    assert "Save my scores" not in waits
    assert 'name="score_' not in waits
    explained(tender, cast.buyer)
    asked = browser.get(page).text
    assert "Save my scores" in asked
    assert "Nobody else scores this bid." in asked
    assert "scoring waits" not in asked


def test_where_nobody_scores_alone_nothing_is_asked(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    home = f"/evaluations/{tender.id}"
    buyer = client_of(app, cast.buyer)
    assert "no reason is needed" in buyer.get(f"{home}/sole-scorers").text
    assert "One person alone" not in buyer.get(home).text


def test_a_panel_of_one_neither_meets_nor_discusses(app: Flask, tender, bids, cast: Cast) -> None:
    eve, keys = cast.evaluators[0], criteria_of(tender)
    appointed(tender, cast.buyer, eve)
    page = f"/evaluations/{tender.id}/bids/{bids[0].id}"
    buyer, scorer = client_of(app, cast.buyer), client_of(app, eve)
    given = {f"score_{key}": "4" for key in keys} | {f"reason_{key}": "Clear." for key in keys}
    scorer.post(page, data=given)
    form = buyer.get(f"{page}/agree").text
    assert "nobody meets and nothing is discussed" in form
    for asked in ("discussion_", 'name="present"', "The panel meets", "Mean, for information"):
        assert asked not in form
    assert buyer.post(f"{page}/agree", data=given).status_code == 302
    agreed = buyer.get(f"{page}/agree").text
    assert "The panel has agreed on this bid" in agreed
    assert "What was discussed" not in agreed


def test_the_reason_is_published_with_the_award(app: Flask, tender, bids, cast: Cast) -> None:
    eve = cast.evaluators[0]
    rows = appointed(tender, cast.buyer, eve)
    assess(tender, cast.buyer, {eve: rows[0]}, {bids[0].id: 4, bids[1].id: 3})
    public, page, tender_id = client_of(app, None), f"/tenders/{tender.id}", tender.id
    assert "Nobody else knows the work." not in public.get(page).text
    awarded(tender, cast.buyer, bids[0].id)
    said = words_of(public.get(page).text)
    assert "Scored by one person alone, and why: Everything: Nobody else knows the work." in said
    assert "Eve One" not in said
    [lot] = public.get(f"/tenders/{tender_id}/procurement.json").json["lots"]
    assert lot["panel"]["alone_because"] == [
        {"criterion": None, "bid": None, "reason": "Nobody else knows the work."}
    ]


def test_it_is_the_buyers_alone(app: Flask, tender, bids, panel, cast: Cast) -> None:
    page = f"/evaluations/{tender.id}/sole-scorers"
    assert client_of(app, cast.evaluators[0]).get(page).status_code == 403
    for person in (cast.finance, cast.baker, cast.broker, cast.stranger):
        assert client_of(app, person).get(page).status_code == 404
