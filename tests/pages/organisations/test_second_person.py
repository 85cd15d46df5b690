"""An owner says whether two people decide for the organisation."""

from uuid import UUID

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.actions.messages import readable
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.letters import letters


def test_an_owner_wants_two_once_a_second_buyer_is_there(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = cast.council.id
    owner = client_of(app, make.member(cast.council, Role.OWNER))
    page = f"/organisations/{key}/second-person"
    assert "Who decides to publish and to award" in owner.get(f"/organisations/{key}").text
    assert client_of(app, cast.buyer).get(page).status_code == 403
    owner.post(page, data={"is_wanted": "yes"})
    db.session.remove()
    assert db.session.get_one(Organisation, key).wants_two
    said = "Two people: one asks to publish a tender or to award it"
    assert said in client_of(app, cast.buyer).get(f"/organisations/{key}").text
    assert said not in client_of(app, cast.baker).get(f"/organisations/{key}").text
    owner.post(page, data={"is_wanted": "no"})
    db.session.remove()
    assert not db.session.get_one(Organisation, key).wants_two
    assert said not in client_of(app, cast.buyer).get(f"/organisations/{key}").text


def test_who_buys_alone_cannot_want_two(app: Flask, make: Make) -> None:
    organisation = make.organisation(Kind.COUNCIL)
    page = f"/organisations/{organisation.id}/second-person"
    owner = client_of(app, make.member(organisation, Role.OWNER))
    before_save = owner.get(page).text.partition("Who decides to publish a tender")[0]
    assert "nobody else could approve yet" in before_save
    assert f'href="/organisations/{organisation.id}/people"' in before_save
    alone = owner.post(page, data={"is_wanted": "yes"})
    assert alone.status_code == 422
    assert "Only one person buys for your organisation" in alone.text
    make.member(organisation, Role.OWNER)
    assert "nobody else could approve yet" not in owner.get(page).text
    assert owner.post(page, data={"is_wanted": "yes"}).status_code == 302


def test_everybody_who_buys_or_owns_is_told_what_was_chosen_and_of_nothing_else(
    app: Flask, cast: Cast, make: Make
) -> None:
    key, chooser = cast.council.id, make.member(cast.council, Role.OWNER, name="Olive Owner")
    owner, page = client_of(app, chooser), f"/organisations/{key}/second-person"

    def told(words: str) -> set[UUID | None]:
        found = [one for one in letters() if one.template == "second_person_chosen"]
        return {one.person_id for one in found if words in readable(one.body)}

    owner.post(page, data={"is_wanted": "no"})
    assert told("Olive Owner") == set()
    assert "A change of a published tender, its end and the contract need no approval." in (
        owner.get(page).text
    )
    owner.post(page, data={"is_wanted": "yes"})
    assert told("Olive Owner has chosen") == {chooser.person_id, cast.buyer.person_id}
    owner.post(page, data={"is_wanted": "no"})
    assert told("one person who buys for it is enough") == {
        chooser.person_id,
        cast.buyer.person_id,
    }
