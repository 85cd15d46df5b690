"""Claims to an organisation, as the person who claims and the broker see them."""

from flask import Flask
from sqlalchemy import select

from marketplace.desk.models.claims import Claim
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of


def test_a_claim_goes_to_the_broker_and_makes_an_owner(app: Flask, make: Make, cast: Cast) -> None:
    trust = make.organisation(Kind.HOSPITAL_TRUST, "Known Trust")
    address = f"/organisations/{trust.id}"
    with db.transaction():
        db.session.get_one(Organisation, trust.id).claimed_at = None
    asker, broker = client_of(app, cast.stranger), client_of(app, cast.broker)
    page = asker.get(address)
    assert "Claim it" in page.text
    asker.post(f"{address}/claim", data={"grounds": "Ask the front desk."})
    assert ">1 claim to decide.<" in broker.get("/my").text  # and no noughts beside it
    assert "Ask the front desk." in broker.get("/broker").text
    claim = db.session.scalars(select(Claim.id)).one()
    assert asker.post(f"/claims/{claim}/approve").status_code == 403
    assert client_of(app, cast.baker).post(f"/claims/{claim}/approve").status_code == 404
    broker.post(f"/claims/{claim}/approve")
    assert "Your role here: owner" in words_of(asker.get("/my").text)


def test_a_claim_says_how_it_can_be_checked_and_is_refused_by_the_broker(
    app: Flask, make: Make, cast: Cast
) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    address = f"/organisations/{known.id}/claim"
    asker, broker = client_of(app, cast.stranger), client_of(app, cast.broker)
    empty = asker.post(address, data={"grounds": ""})
    assert empty.status_code == 422
    assert "Say what you do there and how the broker can check it." in empty.text
    asker.post(address, data={"grounds": "I work in procurement there."})
    again = asker.post(address, data={"grounds": "I ask once more."})
    assert again.status_code == 422
    assert "You have claimed this organisation." in again.text
    assert "I ask once more." in again.text
    claim = db.session.scalars(select(Claim.id)).one()
    refused = broker.post(f"/claims/{claim}/refuse", follow_redirects=True)
    assert "The claim is refused, and the person is told." in refused.text
    assert "No claim waits." in refused.text
    assert "Known University" not in asker.get("/my").text


def test_an_organisation_that_somebody_answers_for_is_not_claimed(app: Flask, cast: Cast) -> None:
    answer = client_of(app, cast.stranger).post(
        f"/organisations/{cast.bakery.id}/claim", data={"grounds": "I bake there."}
    )
    assert answer.status_code == 422
    assert "Ask them to invite you." in answer.text
    assert "I bake there." in answer.text


def test_a_broker_is_not_asked_to_decide_their_own_claim(
    app: Flask, make: Make, cast: Cast
) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    broker = client_of(app, cast.broker)
    broker.post(f"/organisations/{known.id}/claim", data={"grounds": "I work there too."})
    desk = broker.get("/broker").text
    assert "This is your own claim: another broker or the operator" in desk
    assert "/approve" not in desk


def test_a_claim_of_the_only_broker_is_decided_by_the_operator(
    app: Flask, make: Make, cast: Cast
) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    operator = make.operator("Otto Operator")
    browser, broker = client_of(app, operator), client_of(app, cast.broker)
    broker.post(f"/organisations/{known.id}/claim", data={"grounds": "I lecture there."})
    (letter,) = letters_to("otto.operator@example.org")
    assert "/operator" in letter.body
    desk = broker.get("/broker").text
    assert "another broker or the operator of this marketplace decides it" in desk
    claim = db.session.scalars(select(Claim.id)).one()
    own = broker.post(f"/claims/{claim}/approve")
    assert own.status_code == 422
    assert "I lecture there." in browser.get("/operator").text
    assert "1 claim of a broker to decide." in browser.get("/my").text
    assert browser.post(f"/claims/{claim}/approve").location == "/operator"
    assert "No claim of a broker waits." in browser.get("/operator").text
    assert "Known University" in broker.get("/my").text


def test_the_operator_decides_no_claim_of_anybody_else(app: Flask, make: Make, cast: Cast) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    operator = client_of(app, make.operator("Otto Operator"))
    client_of(app, cast.stranger).post(
        f"/organisations/{known.id}/claim", data={"grounds": "I lecture there."}
    )
    claim = db.session.scalars(select(Claim.id)).one()
    assert letters_to("otto.operator@example.org") == []
    assert "I lecture there." not in operator.get("/operator").text
    assert operator.post(f"/claims/{claim}/approve").status_code == 404
