"""A second factor is used once, by its own person, and cannot be guessed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.second_factor import FactorWanted
from marketplace.organisations.actions import authenticators, proofs, recovery_codes
from marketplace.organisations.models.second_factors import Authenticator, FactorMiss, RecoveryCode
from marketplace.organisations.queries.people import actor_of
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make, cookie_of, used_factor
from tests.factors import Telephone, telephone_of, wrong
from tests.letters import letters_to


def halfway(person: Actor) -> Actor:
    """The person after the password and before the second factor."""
    return actor_of(cookie_of(person, with_factor=False))


def proves(who: Actor, code: str) -> bool:
    return proofs.prove_sign_in(who, who.sign_in_id, code=code) == ""


def test_after_the_password_alone_a_person_with_a_factor_is_nobody(cast: Cast) -> None:
    telephone_of(cast.buyer)
    who = halfway(cast.buyer)
    assert (who.person_id, who.roles, who.needs_factor) == (None, frozenset(), False)
    assert who.sign_in_id is not None


def test_the_code_lets_in_and_counts_once(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    token = cookie_of(cast.buyer, with_factor=False)
    code = telephone.code()
    assert proves(actor_of(token), code)
    assert actor_of(token).person_id == cast.buyer.person_id
    assert actor_of(token).roles == cast.buyer.roles
    again = halfway(cast.buyer)
    assert not proves(again, code)
    assert not proves(again, telephone.code(timedelta(seconds=30)))  # older than the last one used
    assert proves(again, telephone.next_code())


@pytest.mark.parametrize("ago", [timedelta(days=1), timedelta(minutes=2), timedelta(minutes=-2)])
def test_a_code_of_another_time_lets_nobody_in(cast: Cast, ago: timedelta) -> None:
    telephone = telephone_of(cast.buyer)
    assert not proves(halfway(cast.buyer), telephone.code(ago))


def test_the_code_of_another_person_lets_nobody_in(cast: Cast) -> None:
    telephone_of(cast.buyer)
    other = telephone_of(cast.finance)
    assert not proves(halfway(cast.buyer), other.code())


def test_a_recovery_code_lets_in_once_and_the_person_is_told(make: Make, cast: Cast) -> None:
    telephone_of(cast.buyer)
    codes = recovery_codes.make_recovery_codes(cast.buyer, cast.buyer.person_id)
    assert len(set(codes)) == 10
    assert proves(halfway(cast.buyer), f" {codes[3].upper()} ")
    assert not proves(halfway(cast.buyer), codes[3])
    assert proves(halfway(cast.buyer), codes[4].replace("-", ""))
    told = [letter.body for letter in letters_to("bill.buyer@example.org")]
    assert len([body for body in told if "one of your recovery codes was used" in body]) == 2


def test_new_recovery_codes_end_the_old_and_are_kept_as_hashes_alone(cast: Cast) -> None:
    telephone_of(cast.buyer)
    old = recovery_codes.make_recovery_codes(cast.buyer, cast.buyer.person_id)
    new = recovery_codes.make_recovery_codes(cast.buyer, cast.buyer.person_id)
    assert not proves(halfway(cast.buyer), old[0])
    assert proves(halfway(cast.buyer), new[0])
    kept = "".join(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not any(code.replace("-", "") in kept for code in new)


def test_without_a_second_factor_there_are_no_recovery_codes(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Set up a second factor first"):
        recovery_codes.make_recovery_codes(cast.buyer, cast.buyer.person_id)


def test_after_five_wrong_codes_the_right_one_waits_too_and_the_person_is_told(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    for _ in range(5):
        assert not proves(halfway(cast.buyer), wrong(telephone))
    with pytest.raises(Refusal, match="Wait a quarter of an hour"):
        proves(halfway(cast.buyer), telephone.code())
    (told,) = [
        letter
        for letter in letters_to("bill.buyer@example.org")
        if letter.template == "codes_wrong"
    ]
    assert "the password is known" in told.body
    _misses_happened(timedelta(minutes=16))
    assert proves(halfway(cast.buyer), telephone.code())
    assert db.session.scalar(select(func.count(FactorMiss.id))) == 0


def test_no_more_than_twenty_wrong_codes_a_day(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    for _ in range(4):
        for _ in range(5):
            assert not proves(halfway(cast.buyer), wrong(telephone))
        _misses_happened(timedelta(minutes=16))
    with pytest.raises(Refusal, match="Wait an hour or more"):
        proves(halfway(cast.buyer), telephone.code())


def _misses_happened(before: timedelta) -> None:
    with db.transaction():
        db.session.execute(update(FactorMiss).values(at=FactorMiss.at - before))


def test_every_wrong_code_stands_in_the_audit_without_the_code(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    proves(halfway(cast.buyer), wrong(telephone))
    proves(halfway(cast.buyer), telephone.code())
    rows = db.session.scalars(
        select(AuditRecord).where(AuditRecord.verb == "sign_in.prove").order_by(AuditRecord.number)
    ).all()
    assert [row.after["factor"] for row in rows] == [None, "authenticator"]
    assert {row.after["person_id"] for row in rows} == {str(cast.buyer.person_id)}
    assert telephone.code() not in str([row.after for row in rows])


def test_nobody_proves_a_sign_in_that_is_not_the_one_in_hand(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    sign_in_id = halfway(cast.buyer).sign_in_id
    with pytest.raises(NotAllowed):
        proofs.prove_sign_in(halfway(cast.finance), sign_in_id, code=telephone.code())


def test_roles_that_want_a_factor_do_not_count_without_one(make: Make, cast: Cast) -> None:
    for person in (cast.buyer, cast.finance, cast.baker, cast.broker, make.operator("Olu")):
        who = halfway(person)
        assert who.person_id == person.person_id
        assert who.lacks_factor
        assert (who.roles, who.place_roles, who.is_operator) == (frozenset(), frozenset(), False)
    for person in (cast.evaluators[0], cast.board_member, cast.stranger):
        who = halfway(person)
        assert not who.lacks_factor
        assert (who.roles, who.place_roles) == (person.roles, person.place_roles)


def test_the_secret_of_an_app_is_kept_encrypted(cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    kept = db.session.scalars(select(Authenticator.sealed)).one()
    assert telephone.secret.encode() not in kept


def test_the_first_factor_wants_the_password_a_further_change_a_fresh_factor(cast: Cast) -> None:
    offer = authenticators.offer_to(cast.buyer.person_id)
    code = Telephone(offer.secret).code()
    with pytest.raises(Refusal, match="not your password"):
        authenticators.add_authenticator(
            cast.buyer, cast.buyer.person_id, offer=offer.sealed, code=code, password="another one"
        )
    telephone_of(cast.buyer)
    token = cookie_of(cast.buyer)
    used_factor(token, clock.real() - timedelta(minutes=11))
    who = actor_of(token)
    own = db.session.scalars(select(Authenticator.id)).one()
    with pytest.raises(FactorWanted):
        authenticators.remove_authenticator(who, own)
    with pytest.raises(FactorWanted):
        recovery_codes.make_recovery_codes(who, who.person_id)


def test_the_offer_made_to_somebody_else_is_not_taken(cast: Cast) -> None:
    """Nobody has another scan a picture whose secret they know."""
    theirs = authenticators.offer_to(cast.finance.person_id)
    with pytest.raises(Refusal, match="not the code"):
        authenticators.add_authenticator(
            cast.buyer,
            cast.buyer.person_id,
            offer=theirs.sealed,
            code=Telephone(theirs.secret).code(),
            password=PASSWORD,
        )


def test_whose_roles_want_a_factor_does_not_remove_the_last_one(make: Make, cast: Cast) -> None:
    telephone_of(cast.buyer)
    telephone_of(cast.stranger)
    recovery_codes.make_recovery_codes(cast.stranger, cast.stranger.person_id)
    own = {row.person_id: row.id for row in db.session.scalars(select(Authenticator))}
    with pytest.raises(Refusal, match="this is your only one"):
        authenticators.remove_authenticator(cast.buyer, own[cast.buyer.person_id])
    authenticators.remove_authenticator(cast.stranger, own[cast.stranger.person_id])
    assert db.session.scalar(select(func.count(RecoveryCode.id))) == 0


def test_setting_one_up_asks_every_other_device_for_it(app: Flask, cast: Cast) -> None:
    other = cookie_of(cast.buyer, with_factor=False)
    telephone_of(actor_of(cookie_of(cast.buyer)))
    assert actor_of(other).person_id is None
