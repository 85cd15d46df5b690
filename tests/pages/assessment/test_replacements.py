"""A chance to replace somebody, as the buyer who gives it and the bidder who answers see it."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.engine import clock
from procurement.assessment.condition_check import CheckAbout
from tests.cast import Cast, Make, client_of
from tests.checked_rows import Opened, above_threshold, check_of, opened_with_conditions

NOTICE = {"words": "Name somebody who has fed 50 people a day.", "working_days": "5"}


@pytest.fixture
def opened(make: Make, cast: Cast) -> Opened:
    return opened_with_conditions(make, cast, above_threshold)


def given(app: Flask, opened: Opened, cast: Cast) -> tuple[str, str]:
    """Decided against the bid, and the notice sent; its paths for the buyer and the bidder."""
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{opened.tender.id}"
    check = check_of(opened.relying, CheckAbout.CONDITION)
    told = {"finding": "not_met", "reason": "It says nothing of numbers."}
    answer = buyer.post(f"{home}/checks/{check.id}", data=told)
    offer = f"{home}/checks/{check.id}/replacement"
    assert answer.location == offer
    form = buyer.get(offer).text
    assert 'name="working_days" type="text" value=""' in form
    refused = buyer.post(offer, data=NOTICE | {"working_days": "0"})
    assert "Enter a number of working days from 1 to 60." in refused.text
    assert "Name somebody who has fed 50" in refused.text
    shown = buyer.post(offer, data=NOTICE, follow_redirects=True).text
    assert "can answer until the end of Friday 4 December 2026" in shown
    [path] = re.findall(rf'href="({home}/checks/{check.id}/replacements/[^"]*)"', shown)
    return path, f"/replacements/{path.split('/')[-1]}"


def test_from_the_notice_to_a_decision_that_the_bidder_reads(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    decide, path = given(app, opened, cast)
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "Decide on conditions of participation" in buyer.get("/my").text  # the rest is open
    assert "Replace somebody in your bid, or say why not" in baker.get("/my").text
    assert f'href="{path}"' in baker.get(f"/bids/{opened.relying.id}").text
    form = baker.get(path).text
    assert "Name somebody who has fed 50 people a day." in form
    assert "the end of 4 December 2026, London time" in form
    assert "checked" not in form
    refused = baker.post(path, data={"replaces": "yes", "who": "", "answer": "She fed 80."})
    assert "Name the person or the enterprise that comes in." in refused.text
    assert "She fed 80." in refused.text
    told = {"replaces": "yes", "who": "Ms June, Dockside Kitchen", "answer": "She fed 80."}
    assert baker.post(path, data=told).status_code == 302
    assert "Replace somebody in your bid" not in baker.get("/my").text
    text = buyer.get(decide).text
    assert "Replaced by Ms June, Dockside Kitchen" in text
    assert "checked" not in text
    assert "Choose what you decide." in buyer.post(decide, data={"reason": "Fine."}).text
    fits = {"decision": "accept", "reason": "Her letter shows it."}
    assert "Give the reason" in buyer.post(decide, data=fits | {"reason": ""}).text
    text = buyer.post(decide, data=fits, follow_redirects=True).text
    assert "Replaced by Ms June, Dockside Kitchen: Her letter shows it." in text
    text = baker.get(path).text
    assert "Her letter shows it." in text
    assert "Send the" not in text


def test_who_does_not_answer_in_time_is_left_out_and_not_before(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    decide, path = given(app, opened, cast)
    buyer = client_of(app, cast.buyer)
    over = {"decision": "refuse", "reason": "No answer came."}
    assert "can answer until the end of 4 December 2026" in buyer.post(decide, data=over).text
    clock.set_to(clock.now() + timedelta(days=12), stopped=True)
    buyer.post(decide, data=over)
    home = buyer.get(f"/evaluations/{opened.tender.id}").text
    assert "The bidder could replace them: No answer came." in home
    assert "the bid is disregarded" in client_of(app, cast.baker).get(path).text


def test_a_chance_is_seen_by_its_buyer_and_its_bidder_alone(
    app: Flask, opened: Opened, cast: Cast
) -> None:
    decide, path = given(app, opened, cast)
    for person in (cast.gardener, cast.stranger, cast.broker, cast.finance, cast.buyer):
        assert client_of(app, person).get(path).status_code == 404
    for person in (cast.gardener, cast.baker, cast.finance, cast.broker):
        assert client_of(app, person).get(decide).status_code == 404
    assert client_of(app, cast.evaluators[0]).get(decide).status_code == 403


def test_what_cannot_be_replaced_has_no_notice(app: Flask, opened: Opened, cast: Cast) -> None:
    buyer, home = client_of(app, cast.buyer), f"/evaluations/{opened.tender.id}"
    check = check_of(opened.own, CheckAbout.CONDITION)
    offer = f"{home}/checks/{check.id}/replacement"
    assert "No chance to replace is to be given here now." in buyer.get(offer).text
    assert buyer.post(offer, data=NOTICE).status_code == 422
