"""An address to answer to is one person’s, cannot be guessed, and fits what mail servers take."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from marketplace.gateways import reply_addresses
from marketplace.gateways.reply_addresses import address_for, is_ours, of_letter, read_address


@pytest.fixture
def nowhere(app: Flask) -> Iterator[None]:
    """Nobody named a mailbox for answers."""
    reply_addresses.use(None)
    yield
    reply_addresses.use(app.config["SETTINGS"].reply_address)


def test_an_address_says_what_is_answered_and_is_of_one_person(app: Flask) -> None:
    message, ann, bea = uuid4(), uuid4(), uuid4()
    address = address_for(message, ann)
    said = read_address(address)
    assert said is not None
    assert said.answered == message
    assert said.is_of(ann)
    assert not said.is_of(bea)
    assert address_for(message, bea) != address


def test_it_is_no_longer_than_a_mail_server_takes_and_can_be_written_in_capitals(
    app: Flask,
) -> None:
    message, ann = uuid4(), uuid4()
    address = address_for(message, ann)
    name = address.partition("@")[0]
    assert len(name) <= 64
    assert name == name.lower()
    said = read_address(address.upper())
    assert said is not None
    assert said.is_of(ann)


def test_an_address_changed_by_one_letter_is_nobodys(app: Flask) -> None:
    message, ann = uuid4(), uuid4()
    address = address_for(message, ann)
    at = address.index("@") - 2
    other = address[:at] + ("a" if address[at] != "a" else "b") + address[at + 1 :]
    said = read_address(other)
    assert said is None or not said.is_of(ann)


@pytest.mark.parametrize(
    "address",
    ["", "@", "answers@market.example", "answers+@market.example", "answers+!!@market.example",
     "answers+aaaa@market.example", "other+aaaa@market.example", "answers+aaaa@elsewhere.example",
     "answers+ä@market.example"],
)  # fmt: skip
def test_other_addresses_say_nothing(app: Flask, address: str) -> None:
    assert read_address(address) is None


def test_the_mailbox_itself_is_ours(app: Flask) -> None:
    assert is_ours("Answers@Market.example")
    assert is_ours("answers+x@market.example")
    assert not is_ours("answers@elsewhere.example")


def test_a_letter_that_asks_for_no_answer_has_no_address(app: Flask) -> None:
    assert of_letter({"title": "x"}, uuid4()) == ""
    assert of_letter({"answers": str(uuid4())}, None) == ""
    assert of_letter({"answers": str(uuid4())}, uuid4()).startswith("answers+")


def test_where_no_mailbox_is_named_nothing_can_be_answered(nowhere: None) -> None:
    assert address_for(uuid4(), uuid4()) == ""
    assert not is_ours("")
