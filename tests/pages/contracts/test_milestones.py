"""The milestones of a contract: said to be done, accepted, sent back."""

import pytest
from flask import Flask

from marketplace.organisations.actions.messages import readable
from tests.actions.payments.test_invoices import milestones_of
from tests.cast import Cast, Make, client_of
from tests.letters import letters


@pytest.fixture
def milestone(cast: Cast, make: Make) -> str:
    """Where the one planned milestone of a contract of the bakery is."""
    contract = make.contract(cast.council, cast.bakery, "100.00", accepted=0)
    [row] = milestones_of(contract)
    return f"/contracts/{contract.id}/milestones/{row.id}"


def test_the_supplier_says_that_the_work_is_done_and_the_buyer_accepts_it(
    app: Flask, cast: Cast, milestone: str
) -> None:
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert buyer.post(f"{milestone}/claim").status_code == 403
    asked = baker.post(f"{milestone}/claim", follow_redirects=True).text
    assert "The buyer has been asked to accept the milestone." in asked
    assert "Waiting for the buyer" in asked
    assert baker.post(f"{milestone}/accept").status_code == 403
    accepted = buyer.post(f"{milestone}/accept", follow_redirects=True).text
    assert "The supplier can invoice it now." in accepted
    assert "Accepted: can be invoiced" in accepted


def test_what_is_sent_back_says_what_is_missing_and_can_be_claimed_again(
    app: Flask, cast: Cast, milestone: str
) -> None:
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    baker.post(f"{milestone}/claim")
    assert "The supplier is told this by e-mail." in buyer.get(f"{milestone}/return").text
    refused = buyer.post(f"{milestone}/return", data={"reason": " "})
    assert refused.status_code == 422
    assert "Say what is still missing: the supplier is told it." in refused.text
    missing = {"reason": "Ten trays never came."}
    shown = buyer.post(f"{milestone}/return", data=missing, follow_redirects=True).text
    assert "Planned" in shown
    [letter] = [one for one in letters() if one.template == "milestone_returned"]
    assert "Ten trays never came." in readable(letter.body)
    assert baker.post(f"{milestone}/claim").status_code == 302


def test_what_is_typed_stays_where_the_milestone_was_not_claimed(
    app: Flask, cast: Cast, milestone: str
) -> None:
    answer = client_of(app, cast.buyer).post(
        f"{milestone}/return", data={"reason": "Ten trays never came."}
    )
    assert answer.status_code == 422
    assert "Ten trays never came." in answer.text


def test_for_others_the_milestone_is_not_there(app: Flask, cast: Cast, milestone: str) -> None:
    for person in (cast.gardener, cast.evaluators[0], cast.broker, cast.stranger):
        browser = client_of(app, person)
        assert browser.get(f"{milestone}/return").status_code == 404
        posted = [browser.post(f"{milestone}/{verb}") for verb in ("claim", "accept", "return")]
        assert {answer.status_code for answer in posted} == {404}
