"""An enterprise without evidence is asked for it, leaves the desk, and comes back once it sends some."""

from datetime import timedelta

import pytest
from flask import Flask

from marketplace.engine import clock
from marketplace.engine.access import Actor, Role
from marketplace.organisations.actions import documents
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.models.documents import Visibility
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of

MISSING = {"reason": "Send the page of your articles on surpluses."}


@pytest.fixture
def repairs(make: Make) -> Organisation:
    return make.organisation(Kind.COMMUNITY_BUSINESS, "Ladywood Repairs")


@pytest.fixture
def owner(make: Make, repairs: Organisation) -> Actor:
    return make.member(repairs, Role.OWNER, name="Olive Owner")


def waiting(app: Flask, cast: Cast) -> str:
    """What the desk says of enterprises to verify."""
    said = words_of(client_of(app, cast.broker).get("/broker").text)
    return said.partition("Enterprises to verify")[2].partition("Asked for evidence, and")[0]


def test_who_is_asked_leaves_the_desk_with_the_reason_and_is_told(
    app: Flask, cast: Cast, repairs: Organisation, owner: Actor
) -> None:
    path = f"/organisations/{repairs.id}/evidence/ask"
    assert "Ladywood Repairs" in waiting(app, cast)
    broker = client_of(app, cast.broker)
    assert broker.post(path, data={"reason": " "}).status_code == 422
    assert broker.post(path, data=MISSING).location == "/broker"
    assert "Ladywood Repairs" not in waiting(app, cast)
    assert MISSING["reason"] in broker.get("/broker").text
    (letter,) = letters_to("olive.owner@example.org")
    assert MISSING["reason"] in letter.body
    page = client_of(app, owner).get(f"/organisations/{repairs.id}").text
    assert MISSING["reason"] in page
    assert (
        MISSING["reason"] not in client_of(app, cast.buyer).get(f"/organisations/{repairs.id}").text
    )
    assert "nothing came since" in broker.get(path).text
    assert broker.post(path, data=MISSING).status_code == 422


def test_an_answer_in_words_brings_it_back_once(
    app: Flask, cast: Cast, repairs: Organisation, owner: Actor
) -> None:
    client_of(app, cast.broker).post(f"/organisations/{repairs.id}/evidence/ask", data=MISSING)
    browser, path = client_of(app, owner), f"/organisations/{repairs.id}/evidence"
    assert browser.post(path, data={"answer": ""}).status_code == 422
    assert browser.post(path, data={"answer": "See page 4."}).status_code == 302
    assert "Ladywood Repairs" in waiting(app, cast)
    assert (
        "See page 4." in client_of(app, cast.broker).get(f"/organisations/{repairs.id}/verify").text
    )
    assert browser.get(path).status_code == 404
    again = client_of(app, cast.broker).post(path + "/ask", data=MISSING)
    assert again.status_code == 302
    assert "Ladywood Repairs" not in waiting(app, cast)


def test_a_document_brings_it_back_by_itself(
    app: Flask, cast: Cast, repairs: Organisation, owner: Actor
) -> None:
    client_of(app, cast.broker).post(f"/organisations/{repairs.id}/evidence/ask", data=MISSING)
    clock.set_to(NOW + timedelta(days=1), stopped=True)
    documents.add_document(
        owner,
        repairs.id,
        kind="Governing document",
        visibility=Visibility.SHARED,
        file=Upload("rules.txt", "text/plain", b"Our rules"),
    )
    assert "Ladywood Repairs" in waiting(app, cast)
    assert MISSING["reason"] not in client_of(app, owner).get(f"/organisations/{repairs.id}").text


def test_only_brokers_outside_it_ask_and_only_its_owners_answer(
    app: Flask, cast: Cast, repairs: Organisation
) -> None:
    path = f"/organisations/{repairs.id}/evidence"
    for person in (cast.buyer, cast.baker, cast.board_member):
        assert client_of(app, person).post(path + "/ask", data=MISSING).status_code == 403
    assert client_of(app, cast.broker).post(path + "/ask", data=MISSING).status_code == 422
    assert client_of(app, cast.baker).get(path).status_code == 404
