"""The page on which a buyer reads a draft as everybody will, and publishes it."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of


def test_publishing_an_unfinished_draft_is_refused_in_sentences(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, description="").id
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/publish", data={"revision": "1"})
    assert answer.status_code == 422
    assert "Describe what is bought" in answer.text
    db.session.rollback()
    assert db.session.get_one(Tender, key).state is TenderState.DRAFT


def test_who_has_not_declared_interests_is_led_there_before_the_button_to_publish(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    assert "Publish the tender" in client_of(app, cast.buyer).get(f"/tenders/{key}/preview").text
    colleague = client_of(app, make.member(cast.council, Role.BUYER))
    text = colleague.get(f"/tenders/{key}/preview").text
    assert "Publish the tender" not in text
    assert f'href="/evaluations/{key}/declare"' in text
