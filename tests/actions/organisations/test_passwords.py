"""A forgotten password, another one, and being forgotten altogether."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.engine.outbox import KeptForm, OutboxEntry
from marketplace.organisations.actions import addresses, erasure, passwords, people
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.people import PasswordReset, Person, PersonDetails, SignIn
from marketplace.organisations.queries.people import actor_of
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make, unproved
from tests.letters import letters, letters_to, link_in

NEW = "another good password"


def asked_reset(email: str = "ada@example.org") -> tuple[PasswordReset, str]:
    passwords.request_password_reset(NOBODY, None, email=email)
    token = link_in(letters_to("ada@example.org")[-1], "reset-password")
    return db.session.scalars(
        select(PasswordReset).order_by(PasswordReset.id.desc())
    ).first(), token


def test_the_link_in_the_letter_sets_a_new_password_and_ends_every_session(make: Make) -> None:
    make.person("Ada")
    cookie = people.sign_in_person(
        NOBODY, None, email="ada@example.org", password=PASSWORD, device=""
    )
    reset, token = asked_reset("ADA@example.org")
    passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)
    assert actor_of(cookie) == NOBODY
    assert people.sign_in_person(NOBODY, None, email="ada@example.org", password=NEW, device="")


def test_the_link_works_once(make: Make) -> None:
    make.person("Ada")
    reset, token = asked_reset()
    passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)
    with pytest.raises(Refusal, match="used already"):
        passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)


def test_the_link_is_over_after_an_hour(make: Make) -> None:
    make.person("Ada")
    reset, token = asked_reset()
    clock.set_to(clock.now() + timedelta(hours=1), stopped=True)
    with pytest.raises(Refusal, match="good for one hour"):
        passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)


def test_a_wrong_link_is_refused(make: Make) -> None:
    make.person("Ada")
    reset, _ = asked_reset()
    with pytest.raises(Refusal, match="not right"):
        passwords.reset_password(NOBODY, reset.id, token="guessed", password=NEW)


def test_an_address_nobody_has_is_told_so_by_letter_alone(make: Make) -> None:
    passwords.request_password_reset(NOBODY, None, email="nobody@example.org")
    assert [letter.template for letter in letters()] == ["address_unknown"]


def test_the_link_proves_the_address(make: Make) -> None:
    ada = unproved(make.person("Ada"))
    reset, token = asked_reset()
    passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)
    assert make.again(ada).is_proved


def test_no_secret_of_a_link_stands_readable_in_the_database(make: Make) -> None:
    make.person("Ada")
    _, token = asked_reset()
    kept = [
        *db.session.scalars(select(OutboxEntry.values)),
        *db.session.scalars(select(Message.body)),
        *(str(record.after) for record in db.session.scalars(select(AuditRecord))),
    ]
    assert kept
    assert not any(token in text for text in map(str, kept))


def test_changing_the_password_keeps_this_session_and_ends_the_others(make: Make) -> None:
    make.person("Ada")
    here, there = (
        people.sign_in_person(
            NOBODY, None, email="ada@example.org", password=PASSWORD, device=device
        )
        for device in ("here", "there")
    )
    ada = actor_of(here)
    passwords.change_password(ada, ada.person_id, current_password=PASSWORD, password=NEW)
    assert actor_of(here) == ada
    assert actor_of(there) == NOBODY


def test_nobody_changes_the_password_of_somebody_else(make: Make) -> None:
    ada, ben = make.person("Ada"), make.person("Ben")
    with pytest.raises(NotAllowed):
        passwords.change_password(ben, ada.person_id, current_password=PASSWORD, password=NEW)


def test_erasing_leaves_an_id_without_a_name(make: Make) -> None:
    ada = make.person("Ada")
    people.sign_in_person(
        NOBODY, None, email="ada@example.org", password=PASSWORD, device="a phone"
    )
    asked_reset()
    addresses.request_address_proof(ada, ada.person_id)
    with db.transaction():
        db.session.add(KeptForm(at=clock.now(), path="/", person_id=ada.person_id, sealed=b"typed"))
    erasure.erase_person(ada, ada.person_id, password=PASSWORD)
    assert db.session.get_one(Person, ada.person_id).erased_at == clock.now()
    for model in (PersonDetails, SignIn, PasswordReset, AddressProof, KeptForm):
        assert db.session.scalars(select(model)).all() == []
    assert [(m.address, m.body) for m in db.session.scalars(select(Message))] == [("", "")]


def test_an_erased_person_gets_no_more_letters(make: Make) -> None:
    ada = make.person("Ada")
    passwords.change_password(ada, ada.person_id, current_password=PASSWORD, password=NEW)
    erasure.erase_person(ada, ada.person_id, password=NEW)
    assert letters() == []


def test_the_only_owner_of_an_organisation_with_others_is_not_erased(
    make: Make, cast: Cast
) -> None:
    make.member(cast.bakery, Role.FINANCE, name="Fin Two")
    with pytest.raises(Refusal, match="only owner of Harbour Bakery CIC"):
        erasure.erase_person(cast.baker, cast.baker.person_id, password=PASSWORD)
