"""A passkey lets in its own person, here, once for each question, after showing who holds it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.gateways import passkeys
from marketplace.organisations.actions.passkeys import (
    COPIED,
    REFUSED,
    add_passkey,
    making,
    remove_passkey,
    using,
)
from marketplace.organisations.actions.proofs import prove_sign_in
from marketplace.organisations.models.second_factors import Passkey
from marketplace.organisations.queries.people import actor_of
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, cookie_of
from tests.letters import letters_to
from tests.passkeys import SITE, Telephone, passkey_of


def question(who: Actor, telephone: Telephone, ago: timedelta = timedelta(0)) -> str:
    now = clock.real() - ago
    return passkeys.to_use(SITE, using(who.sign_in_id), [telephone.credential_id], now)


def proved(who: Actor, answer: str) -> str:
    return prove_sign_in(who, who.sign_in_id, code="", passkey=answer, site=SITE)


def halfway(person: Actor) -> tuple[Actor, str]:
    token = cookie_of(person, with_factor=False)
    return actor_of(token), token


def test_a_passkey_lets_in_and_its_answer_counts_once(cast: Cast) -> None:
    telephone = passkey_of(cast.buyer)
    who, token = halfway(cast.buyer)
    assert who.person_id is None
    asked = question(who, telephone)
    answer = telephone.uses(asked)
    assert proved(who, answer) == ""
    assert actor_of(token).person_id == cast.buyer.person_id
    assert proved(who, answer) == REFUSED
    assert proved(who, telephone.uses(asked)) == REFUSED  # the same question, answered again
    assert proved(who, telephone.uses(question(who, telephone))) == ""


def test_an_answer_to_another_sign_in_or_to_an_old_question_is_none(cast: Cast) -> None:
    telephone = passkey_of(cast.buyer)
    who, other = halfway(cast.buyer)[0], halfway(cast.buyer)[0]
    assert proved(who, telephone.uses(question(other, telephone))) == REFUSED
    assert proved(who, telephone.uses(question(who, telephone, timedelta(minutes=11)))) == REFUSED


def test_the_passkey_of_another_person_lets_nobody_in(cast: Cast) -> None:
    passkey_of(cast.buyer)
    theirs = passkey_of(cast.finance)
    who, _ = halfway(cast.buyer)
    assert proved(who, theirs.uses(question(who, theirs))) == REFUSED


def test_a_copy_that_fell_behind_is_refused_and_the_person_is_told(cast: Cast) -> None:
    telephone = passkey_of(cast.buyer)
    copy = Telephone(telephone.key, telephone.credential_id)
    who, _ = halfway(cast.buyer)
    for _ in range(2):
        assert proved(who, telephone.uses(question(who, telephone))) == ""
    assert proved(who, copy.uses(question(who, copy))) == COPIED
    assert proved(who, copy.uses(question(who, copy))) == COPIED
    told = letters_to("bill.buyer@example.org")[-1].body
    assert "a passkey that may have been copied was used" in told


@pytest.mark.parametrize("origin", ["https://market.example.evil", "http://market.example"])
def test_an_answer_given_to_another_site_is_none(cast: Cast, origin: str) -> None:
    telephone = passkey_of(cast.buyer)
    who, _ = halfway(cast.buyer)
    assert proved(who, telephone.uses(question(who, telephone), origin)) == REFUSED


def test_a_passkey_that_did_not_ask_who_holds_it_is_refused(cast: Cast) -> None:
    telephone = passkey_of(cast.buyer)
    who, _ = halfway(cast.buyer)
    assert proved(who, telephone.uses(question(who, telephone), verified=False)) == REFUSED


@pytest.mark.parametrize("answer", ["{}", "no", "[]", '{"id": "x", "response": {}}', '{"id": 1}'])
def test_what_is_no_answer_is_refused(cast: Cast, answer: str) -> None:
    passkey_of(cast.buyer)
    who, _ = halfway(cast.buyer)
    assert proved(who, answer) == REFUSED


def test_a_passkey_made_elsewhere_for_another_or_twice_is_not_taken(cast: Cast) -> None:
    def adds(person: Actor, answer: str) -> None:
        add_passkey(person, person.person_id, name="x", answer=answer, password=PASSWORD, site=SITE)

    telephone = Telephone()
    about = making(cast.buyer.person_id)
    options = passkeys.to_make(SITE, about, "b", "Here", [], clock.real())
    with pytest.raises(Refusal, match="was not made"):
        adds(cast.buyer, telephone.makes(options, "https://evil.example"))
    with pytest.raises(Refusal, match="was not made"):
        adds(cast.finance, telephone.makes(options))
    adds(cast.buyer, telephone.makes(options))
    with pytest.raises(Refusal, match="is here already"):
        adds(cast.buyer, telephone.makes(options))


def test_of_several_one_is_removed_and_the_last_is_not(cast: Cast) -> None:
    passkey_of(cast.buyer)
    passkey_of(cast.buyer)
    first, last = db.session.scalars(select(Passkey.id).order_by(Passkey.id)).all()
    remove_passkey(cast.buyer, first)
    with pytest.raises(Refusal, match="this is your only one"):
        remove_passkey(cast.buyer, last)


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://market.example", "market.example", "https://market.example"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("https://market.example:8443", "market.example", "https://market.example:8443"),
    ],
)
def test_passkeys_are_for_the_site_as_browsers_know_it(
    address: str, host: str, origin: str
) -> None:
    assert passkeys.site_of(address) == passkeys.Site(host, origin)
    assert passkeys.site_of("http://192.0.2.7:8000") is None
