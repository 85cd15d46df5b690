"""Accounts: who gets in, and what is remembered of it."""

import pytest
from sqlalchemy import select

from marketplace.engine import db, trail
from marketplace.engine.access import NOBODY
from marketplace.engine.audit import AuditRecord
from marketplace.organisations.actions import people
from marketplace.organisations.queries.people import actor_of
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Make
from tests.owner import Owner


def test_a_registered_person_signs_in_and_is_recognised(make: Make) -> None:
    ada = make.person("Ada")
    token = people.sign_in_person(
        NOBODY, None, email="ADA@example.org", password=PASSWORD, device="a phone"
    )
    assert actor_of(token).person_id == ada.person_id


def test_a_wrong_password_is_refused_in_the_words_for_an_unknown_address(make: Make) -> None:
    make.person("Ada")
    said = []
    for email in ("ada@example.org", "nobody@example.org"):
        with pytest.raises(Refusal) as no:
            people.sign_in_person(NOBODY, None, email=email, password="wrong", device="")
        said.append(str(no.value))
    assert said[0] == said[1]


def test_a_revoked_sign_in_is_over(make: Make) -> None:
    make.person("Ada")
    token = people.sign_in_person(
        NOBODY, None, email="ada@example.org", password=PASSWORD, device=""
    )
    ada = actor_of(token)
    people.revoke_sign_in(ada, ada.sign_in_id)
    assert actor_of(token) == NOBODY


def test_the_audit_record_holds_no_name_and_no_address(make: Make) -> None:
    make.person("Ada Lovelace")
    records = db.session.scalars(select(AuditRecord)).all()
    assert records
    assert "lovelace" not in str([(record.after, record.rows) for record in records]).lower()


def test_the_audit_chain_holds_and_shows_a_changed_record(make: Make, owner: Owner) -> None:
    for name in ("Ada", "Ben", "Cyd"):
        make.person(name)
    assert list(trail.breaks()) == []
    with owner.meddling():
        db.session.execute(
            db.text("UPDATE audit_records SET verb = 'person.erase' WHERE number = 2")
        )
        assert list(trail.breaks()) == ["Audit record 2 was changed after it was written."]
