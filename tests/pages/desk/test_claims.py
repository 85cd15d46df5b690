"""Claims to an organisation, as the person who claims and the broker see them."""

from flask import Flask
from sqlalchemy import select

from marketplace.desk.models.claims import Claim
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
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
    assert "This is your own claim: another broker decides it." in desk
    assert "/approve" not in desk
