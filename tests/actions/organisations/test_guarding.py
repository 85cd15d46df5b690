"""Guessing gets nowhere, and whoever asks about an address learns nothing from the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.engine import attempts, clock, db
from marketplace.engine.access import NOBODY
from marketplace.engine.attempts import TooOften
from marketplace.engine.origin import Origin, origin
from marketplace.engine.retention import erase_what_is_over
from marketplace.engine.security_events import EventKind, SecurityEvent, record
from marketplace.organisations.actions import (
    addresses,
    authenticators,
    passkeys,
    passwords,
    people,
)
from marketplace.organisations.actions.guarding import WrongSecret
from marketplace.organisations.actions.registrations import begin_registration
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Make
from tests.letters import letters_to, link_in

NEW = "another good password"


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No stretch of time ends in the middle of a test."""
    moment = clock.real()
    monkeypatch.setattr(clock, "real", lambda: moment)


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    before = origin.set(Origin(address, "a test"))
    try:
        yield
    finally:
        origin.reset(before)


def tried(email: str = "ada@example.org", password: str = "wrong", times: int = 1) -> int:
    """How many of these tries were looked at before the first that was not."""
    for number in range(times):
        try:
            people.sign_in_person(NOBODY, None, email=email, password=password, device="")
        except WrongSecret:
            pass
        except TooOften:
            return number
    return times


def events() -> list[tuple[EventKind, bool]]:
    db.session.rollback()
    rows = db.session.scalars(select(SecurityEvent).order_by(SecurityEvent.id))
    return [(row.kind, row.person_id is not None) for row in rows]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_an_account_is_tried_ten_times_in_a_quarter_of_an_hour(make: Make, email: str) -> None:
    """From ever new networks; known and unknown addresses alike."""
    make.person("Ada")
    for number in range(10):
        with coming_from(f"203.0.113.{number}"):
            assert tried(email) == 1
    with coming_from("203.0.113.99"):
        assert tried(email, PASSWORD) == 0
    known = email.startswith("ada")
    assert events() == [(EventKind.SIGN_IN_FAILED, known)] * 10 + [(EventKind.LIMIT_REACHED, known)]


def test_many_at_once_are_no_way_round_the_limit(make: Make) -> None:
    make.person("Ada")
    looked_at: list[int] = []

    def go() -> None:
        looked_at.append(tried())
        db.session.remove()

    threads = [Thread(target=go) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(looked_at) == 10


def test_what_went_well_is_not_counted(make: Make) -> None:
    make.person("Ada")
    with coming_from("203.0.113.1"):
        assert tried(password=PASSWORD, times=35) == 35


@pytest.mark.parametrize(
    ("addresses", "most"),
    [
        (["203.0.113.7"] * 100, 30),
        (["2001:db8::7"] * 100, 30),
        ([f"2001:db8::{number:x}" for number in range(1, 101)], 90),
        ([f"2001:db8:{number:x}::1" for number in range(1, 101)], 100),
        (["::ffff:203.0.113.7", "203.0.113.7"] * 50, 30),
    ],
)
def test_one_address_and_one_64_have_a_limit_over_all_accounts(
    make: Make, addresses: list[str], most: int
) -> None:
    looked_at = 0
    for number, address in enumerate(addresses):
        with coming_from(address):
            looked_at += tried(f"person{number}@example.org")
    assert looked_at == most


def test_whoever_is_locked_out_gets_in_by_a_link(make: Make) -> None:
    make.person("Ada")
    tried(times=11)
    path = passwords.request_password_reset(NOBODY, None, email="ada@example.org")
    token = path.rpartition("/")[2]
    reset = db.session.scalars(select(passwords.PasswordReset)).one()
    passwords.reset_password(NOBODY, reset.id, token=token, password=NEW)
    assert people.sign_in_person(NOBODY, None, email="ada@example.org", password=NEW, device="")


def test_the_password_is_not_guessed_by_whoever_sits_at_an_open_session(make: Make) -> None:
    ada = make.person("Ada")

    def change() -> None:
        passwords.change_password(ada, ada.person_id, current_password="wrong", password=NEW)

    def move() -> None:
        addresses.request_address_change(
            ada, ada.person_id, email="new@example.org", password="wrong"
        )

    def add_app() -> None:
        authenticators.add_authenticator(ada, ada.person_id, offer="", code="", password="wrong")

    def add_passkey() -> None:
        passkeys.add_passkey(ada, ada.person_id, name="", answer="", password="wrong", site=None)

    for number in range(10):
        with pytest.raises(WrongSecret):
            (change, move, add_app, add_passkey)[number % 4]()
    with pytest.raises(TooOften):
        change()
    assert events() == [(EventKind.PASSWORD_WRONG, True)] * 10 + [(EventKind.LIMIT_REACHED, True)]


@pytest.mark.parametrize("ask", [begin_registration, passwords.request_password_reset])
def test_one_address_gets_five_links_an_hour(make: Make, ask: Callable[..., str]) -> None:
    for _ in range(5):
        ask(NOBODY, None, email="ada@example.org")
    with pytest.raises(TooOften):
        ask(NOBODY, None, email="Ada@example.org")
    assert len(letters_to("ada@example.org")) == 5


def test_the_count_begins_again_and_leaves_nothing(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(times=11)
    later = clock.real() + timedelta(days=2)
    monkeypatch.setattr(clock, "real", lambda: later)
    assert tried() == 1
    ended = attempts.Attempts.ends_at < later
    assert db.session.scalars(select(attempts.Attempts).where(ended)).all() == []


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    engine = db.session.get_bind()
    assert isinstance(engine, Engine)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ask", [begin_registration, passwords.request_password_reset, "sign in"])
def test_known_and_unknown_addresses_cost_the_same(
    make: Make, ask: Callable[..., str] | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements in the same order, and as many passwords reckoned."""
    make.person("Ada")
    reckoned: list[str] = []
    fits = people.fits
    monkeypatch.setattr(
        people, "fits", lambda kept, typed: reckoned.append(kept) or fits(kept, typed)
    )
    took = []
    for email in ("ben@example.org", "ada@example.org", "nobody@example.org"):
        db.session.remove()
        reckoned.clear()
        with statements() as asked:
            if ask == "sign in":
                tried(email)
            else:
                ask(NOBODY, None, email=email)
        took.append((asked, [kept.split("$")[:4] for kept in reckoned]))
    assert took[1] == took[2]


def test_events_are_never_changed_and_stay_for_ninety_days(make: Make) -> None:
    record(EventKind.SIGN_IN_FAILED, email="ada@example.org")
    for statement in (
        "UPDATE security_events SET network = ''",
        "DELETE FROM security_events",
        "TRUNCATE security_events",
    ):
        with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
            db.session.execute(text(statement))
        db.session.rollback()
    with db.transaction():
        old = clock.real() - timedelta(days=91)
        db.session.add(
            SecurityEvent(at=old, kind=EventKind.NOT_ALLOWED, network="", device="", detail="")
        )
        db.session.flush()
        erase_what_is_over(clock.now(), clock.today())
    assert [kind for kind, _ in events()] == [EventKind.SIGN_IN_FAILED]


def test_nobody_fills_the_database_with_events(make: Make) -> None:
    for _ in range(40):
        record(EventKind.NOT_ALLOWED, detail="tender.publish")
    assert len(events()) == 30


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 10"),
        ("password123456", "lists of common ones"),
        ("qwertyuiop12", "lists of common ones"),
        ("aaaaaaaaaaaaaa", "lists of common ones"),
        ("Liverpool2024!!", "lists of common ones"),
        ("AdaLovelace1", "made of your name"),
        ("ada@example.org", "made of your name"),
        ("Sevenday 2026", "made of your name"),
    ],
)
def test_an_easy_password_is_refused_wherever_one_is_chosen(
    make: Make, password: str, said: str
) -> None:
    ada = make.person("Ada Lovelace")
    with pytest.raises(Refusal, match=said):
        passwords.change_password(ada, ada.person_id, current_password=PASSWORD, password=password)
    passwords.request_password_reset(NOBODY, None, email="ada.lovelace@example.org")
    reset = db.session.scalars(select(passwords.PasswordReset)).one()
    token = link_in(letters_to("ada.lovelace@example.org")[-1], "reset-password")
    with pytest.raises(Refusal, match=said):
        passwords.reset_password(NOBODY, reset.id, token=token, password=password)
    path = begin_registration(NOBODY, None, email="ada@example.org")
    token = path.rpartition("/")[2]
    proof = db.session.scalars(
        select(people.AddressProof).where(people.AddressProof.email == "ada@example.org")
    ).one()
    with pytest.raises(Refusal, match=said):
        people.register_person(
            NOBODY, proof.id, token=token, name="Ada Lovelace", password=password
        )
