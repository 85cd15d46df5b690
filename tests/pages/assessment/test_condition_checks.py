"""What bidders say of the conditions and assure is read by the buyer, who decides on each."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.assessment.models.evaluations import Disregard
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.retention import ERASED
from procurement.assessment.condition_check import CheckAbout
from procurement.organisations.organisation import Kind
from procurement.tendering.conflict import Interest
from tests.assessment_rows import assess
from tests.cast import Cast, Make, client_of
from tests.checked_rows import Opened, above_threshold, check_of, opened_with_conditions
from tests.tender_rows import with_conditions


@pytest.fixture
def opened(make: Make, cast: Cast) -> Opened:
    return opened_with_conditions(make, cast, above_threshold)


def test_the_buyer_reads_it_once_the_bids_are_open_and_nobody_else_does(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, lots=1)
    with_conditions(tender, "Has cooked for 50 people a day.")
    bid = make.bid(tender, cast.bakery)
    home = f"/evaluations/{tender.id}"
    shown, tender_id, name = f"{home}/bids/{bid.id}/conditions", tender.id, cast.bakery.name
    assert client_of(app, cast.buyer).get(shown).status_code == 404
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    assert client_of(app, cast.buyer).get(shown).status_code == 422  # not declared since
    declare_conflict(cast.buyer, tender_id, interest=Interest.NONE, about="")
    assert f'href="{shown}"' in client_of(app, cast.buyer).get(home).text
    text = client_of(app, cast.buyer).get(shown).text
    assert "Condition 1: Has cooked for 50 people a day." in text
    assert f"The bidder says that it is met through {name}." in text
    assert "As the letter shows." in text
    assert "None intended" in text
    assert "is left out" in text
    assert "Procurement Act" not in text
    for other in (cast.baker, cast.gardener, cast.stranger):
        assert client_of(app, other).get(shown).status_code == 404


def test_each_is_decided_on_a_page_of_its_own_with_nothing_chosen_beforehand(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{opened.tender.id}"
    assert "Decide on conditions of participation" in buyer.get("/my").text
    assert "Conditions decided</li>" in buyer.get(home).text
    assert "3 open" in buyer.get(home).text
    check = check_of(opened.own, CheckAbout.CONDITION)
    path = f"{home}/checks/{check.id}"
    shown = f"{home}/bids/{opened.own.id}/conditions"
    assert f'href="{path}"' in buyer.get(shown).text
    assert "checked" not in buyer.get(path).text
    assert "A letter of a customer, or equivalent." in buyer.get(path).text
    assert "Choose what you decide." in buyer.post(path, data={"reason": "Ten."}).text
    refused = buyer.post(path, data={"finding": "not_met", "reason": " "})
    assert refused.status_code == 422
    assert "Give the reason: the bidder is told it." in refused.text
    told = {"finding": "not_met", "reason": "It fed ten."}
    text = buyer.post(path, data=told, follow_redirects=True).text
    assert "the bid is disregarded for it" in text
    assert "Disregarded for it" in text
    text = buyer.get(home).text
    assert "(a condition of participation is not met): Not met: Condition 1:" in text
    assert "See what was decided" in text
    assert "Let it count again" not in text
    [row] = db.session.query(Disregard).all()
    end = f"{home}/disregards/{row.id}/end"
    assert "Change the decision there" in buyer.post(end, data={"reason": "Page 4."}).text
    text = buyer.post(path, data={"finding": "met", "reason": ""}, follow_redirects=True).text
    assert "What was decided before" in text
    assert "Not met. It fed ten." in text
    assert "It counts again since" in buyer.get(home).text


def test_all_that_is_open_is_named_and_decided_only_with_a_tick(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    buyer = client_of(app, cast.buyer)
    shown = f"/evaluations/{opened.tender.id}/bids/{opened.relying.id}/conditions"
    assert f'href="{shown}/clear"' in buyer.get(shown).text
    form = buyer.get(f"{shown}/clear").text
    assert "Condition 1: Has fed 50 people a day.: met" in form
    assert "Exclusion: Dr May, Kitchen School: no ground applies" in form
    assert "checked" not in form
    refused = buyer.post(f"{shown}/clear", data={})
    assert refused.status_code == 422
    assert "Confirm that you have looked at each of them." in refused.text
    text = buyer.post(f"{shown}/clear", data={"is_confirmed": "y"}, follow_redirects=True).text
    assert "nothing of it stands in the way" in text
    assert f'href="{shown}/clear"' not in text
    assert "nothing left to decide at once" in buyer.get(f"{shown}/clear").text


def test_the_award_says_what_is_undecided_and_leads_to_it(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    assess(opened.tender, cast.buyer, dict(opened.panel), {opened.relying.id: 4, opened.own.id: 3})
    buyer, tender = client_of(app, cast.buyer), f"/tenders/{opened.tender.id}"
    shown = f"/evaluations/{opened.tender.id}/bids/{opened.own.id}/conditions"
    name = "Canal Gardens Society"
    for path in (f"{tender}/awards", f"/evaluations/{opened.tender.id}/ranking"):
        text = buyer.get(path).text
        assert re.search(rf'href="{shown}">{name}: condition 1, grounds of exclusion of', text), (
            path
        )
    [award] = re.findall(
        rf'"({tender}/lots/[^"]*/award/[^"]*)"', buyer.get(f"{tender}/awards").text
    )
    refused = buyer.post(award, data={"reason": "First."})
    assert refused.status_code == 422
    assert f"{name}: condition 1" in refused.text
    assert f'href="{shown}"' in refused.text
    for bid in (opened.relying, opened.own):
        clear = f"/evaluations/{opened.tender.id}/bids/{bid.id}/conditions/clear"
        buyer.post(clear, data={"is_confirmed": "y"})
    assert "Before a lot can be awarded" not in buyer.get(f"{tender}/awards").text
    assert buyer.post(award, data={"reason": "First."}).status_code == 302
    assert "these decisions stand" in buyer.get(shown).text
    check = check_of(opened.own, CheckAbout.CONDITION)
    path = f"/evaluations/{opened.tender.id}/checks/{check.id}"
    assert "<form method" not in buyer.get(path).text.split("<main")[1]


def test_an_evaluator_reads_that_a_bid_is_left_out_and_decides_nothing(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    evaluator = client_of(app, cast.evaluators[0])
    check = check_of(opened.own, CheckAbout.CONDITION)
    home = f"/evaluations/{opened.tender.id}"
    assert "Conditions decided" not in evaluator.get(home).text
    for path in (f"{home}/checks/{check.id}", f"{home}/bids/{opened.own.id}/conditions/clear"):
        assert evaluator.get(path).status_code == 403
        assert client_of(app, cast.baker).get(path).status_code == 404


def test_a_private_buyer_meets_no_word_of_the_act(app: Flask, make: Make, cast: Cast) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes")
    builder = make.member(homes, Role.OWNER, Role.BUYER)
    tender = make.tender(homes, lots=1, closes_at=clock.now() + timedelta(days=2))
    with_conditions(tender, "Has cleaned offices.")
    bid = make.bid(tender, cast.bakery)
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    open_bids(builder, tender.id)
    developer, home = client_of(app, builder), f"/evaluations/{tender.id}"
    check = check_of(bid, CheckAbout.CONDITION)
    for path in (
        f"{home}/bids/{bid.id}/conditions",
        f"{home}/checks/{check.id}",
        f"{home}/bids/{bid.id}/conditions/clear",
        f"{home}/disregard",
        home,
    ):
        text = developer.get(path).text.split("<main")[1]
        assert "Procurement Act" not in text, path
        assert not re.search(r"[Gg]rounds of exclusion|is excluded|Schedule", text), path


def test_a_bid_whose_words_are_erased_is_still_shown(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    bid_id = opened.own.id
    with db.transaction():
        db.session.get_one(type(opened.own), bid_id).assurances = ERASED
    shown = f"/evaluations/{opened.tender.id}/bids/{bid_id}/conditions"
    assert client_of(app, cast.buyer).get(shown).status_code == 200
