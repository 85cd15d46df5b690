"""An address counts once it is proved; a change is proved by the new one and stopped by the old."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY, SYSTEM, Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import addresses, operators, people
from marketplace.organisations.actions.registrations import begin_registration
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.queries.people import actor_of, details_of
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make, unproved
from tests.letters import letters_to, link_in


def address_of(actor: Actor) -> str:
    db.session.remove()
    return details_of(actor.person_id).email


def change_to(actor: Actor, email: str) -> AddressProof:
    """Somebody asks for another address; the row of it."""
    addresses.request_address_change(actor, actor.person_id, email=email, password=PASSWORD)
    return db.session.scalars(select(AddressProof).order_by(AddressProof.id.desc())).first()


def link_to(address: str, path: str = "account/address") -> str:
    return link_in(letters_to(address)[-1], path)


def test_without_a_proved_address_no_role_counts(make: Make, cast: Cast) -> None:
    baker = unproved(make.joins(cast.baker, cast.council, Role.BUYER))
    assert (baker.roles, baker.kinds, baker.is_proved) == (frozenset(), frozenset(), False)
    assert unproved(cast.broker).place_roles == frozenset()
    operator = make.operator("Olga")
    assert not unproved(operator).is_operator
    with pytest.raises(Refusal, match="not proved"):
        operators.appoint_operator(SYSTEM, operator.person_id)


def test_the_link_proves_the_address_for_its_person_alone(make: Make, cast: Cast) -> None:
    unproved(cast.baker)
    addresses.request_address_proof(cast.baker, cast.baker.person_id)
    token = link_to("beth.baker@example.org")
    proof = db.session.scalars(select(AddressProof)).one()
    for other in (NOBODY, cast.stranger):
        with pytest.raises(NotAllowed):
            addresses.prove_address(other, proof.id, token=token)
    with pytest.raises(Refusal, match="not right"):
        addresses.prove_address(cast.baker, proof.id, token="guessed")
    addresses.prove_address(cast.baker, proof.id, token=token)
    assert make.again(cast.baker).has(cast.bakery.id, Role.OWNER)
    with pytest.raises(Refusal, match="used"):
        addresses.prove_address(cast.baker, proof.id, token=token)


def test_the_old_address_stays_until_the_new_one_is_proved(make: Make) -> None:
    ada = make.person("Ada")
    with pytest.raises(Refusal, match="not your password"):
        addresses.request_address_change(
            ada, ada.person_id, email="new@example.org", password="wrong"
        )
    proof = change_to(ada, "new@example.org")
    assert address_of(ada) == "ada@example.org"
    assert letters_to("ada@example.org")[-1].template == "address_changing"
    addresses.prove_address(ada, proof.id, token=link_to("new@example.org"))
    assert address_of(ada) == "new@example.org"
    assert letters_to("ada@example.org")[-1].template == "address_changed"


@pytest.mark.parametrize("is_done", [False, True])
def test_the_old_address_stops_a_change_before_and_after_it(make: Make, is_done: bool) -> None:
    ada = make.person("Ada")
    cookie = people.sign_in_person(
        NOBODY, None, email="ada@example.org", password=PASSWORD, device=""
    )
    proof = change_to(ada, "thief@example.org")
    stop, new = link_to("ada@example.org", "stop"), link_to("thief@example.org")
    if is_done:
        addresses.prove_address(ada, proof.id, token=new)
        assert address_of(ada) == "thief@example.org"
    clock.set_to(clock.now() + timedelta(days=6), stopped=True)
    addresses.stop_address_change(NOBODY, proof.id, token=stop)
    assert address_of(ada) == "ada@example.org"
    assert actor_of(cookie) == NOBODY
    with pytest.raises(Refusal):
        addresses.prove_address(ada, proof.id, token=new)
    with pytest.raises(Refusal, match="or the password is not right"):
        people.sign_in_person(NOBODY, None, email="ada@example.org", password=PASSWORD, device="")


def test_a_change_is_stopped_for_seven_days_and_once(make: Make) -> None:
    ada = make.person("Ada")
    proof = change_to(ada, "new@example.org")
    stop = link_to("ada@example.org", "stop")
    with pytest.raises(Refusal, match="not right"):
        addresses.stop_address_change(NOBODY, proof.id, token="guessed")
    clock.set_to(clock.now() + timedelta(days=7), stopped=True)
    with pytest.raises(Refusal, match="seven days"):
        addresses.stop_address_change(NOBODY, proof.id, token=stop)


def test_somebody_elses_address_is_answered_alike_and_its_holder_is_told(make: Make) -> None:
    ada = make.person("Ada")
    make.person("Ben")
    proof = change_to(ada, "ben@example.org")
    assert [letter.template for letter in letters_to("ben@example.org")] == ["address_known"]
    assert (proof.email, address_of(ada)) == ("ben@example.org", "ada@example.org")


def test_a_second_link_ends_the_first(make: Make) -> None:
    ada = make.person("Ada")
    first = change_to(ada, "new@example.org")
    token = link_to("new@example.org")
    change_to(ada, "other@example.org")
    with pytest.raises(Refusal, match="over"):
        addresses.prove_address(ada, first.id, token=token)


def test_a_link_for_a_new_account_proves_no_address(make: Make) -> None:
    token = begin_registration(NOBODY, None, email="new@example.org").rpartition("/")[2]
    proof = db.session.scalars(select(AddressProof)).one()
    with pytest.raises(Refusal, match="not right"):
        addresses.prove_address(NOBODY, proof.id, token=token)
