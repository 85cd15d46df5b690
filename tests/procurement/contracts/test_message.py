"""What may be written to the other side, and until when an e-mail is answered."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement.bidding.bid import BidState
from procurement.contracts.message import (
    ANSWERABLE_FOR,
    IN_WORDS,
    MOST_A_DAY,
    MOST_CHARACTERS,
    NotTaken,
    Side,
    before_writing,
    before_writing_to_bidder,
    check_words,
    is_answerable,
)
from procurement.ground.refusal import Refusal

WRITTEN = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", [one for one in BidState if one is not BidState.OPENED])
def test_nobody_writes_to_a_bidder_before_the_bids_are_opened(state: BidState) -> None:
    with pytest.raises(Refusal, match="once the bids are opened"):
        before_writing_to_bidder(state)


def test_a_bidder_whose_bid_is_open_can_be_written_to() -> None:
    before_writing_to_bidder(BidState.OPENED)


@pytest.mark.parametrize("words", ["", " \n\t "])
def test_a_message_says_something(words: str) -> None:
    with pytest.raises(Refusal, match="Write your message"):
        check_words(words)


def test_a_message_is_bounded() -> None:
    check_words("x" * MOST_CHARACTERS)
    with pytest.raises(Refusal, match="at most 5,000 characters; this one has 5,001"):
        check_words("x" * (MOST_CHARACTERS + 1))


def test_a_thread_takes_so_many_messages_a_day() -> None:
    before_writing(MOST_A_DAY - 1)
    with pytest.raises(Refusal, match="Write again tomorrow"):
        before_writing(MOST_A_DAY)


def test_an_e_mail_is_answerable_for_ninety_days() -> None:
    assert is_answerable(WRITTEN, WRITTEN + ANSWERABLE_FOR)
    assert not is_answerable(WRITTEN, WRITTEN + ANSWERABLE_FOR + timedelta(seconds=1))


def test_each_reason_why_an_e_mail_is_not_taken_is_said() -> None:
    assert set(IN_WORDS) == set(NotTaken)
    assert all(said.endswith(".") for said in IN_WORDS.values())


def test_there_are_two_sides() -> None:
    assert (Side.BUYER.other, Side.SUPPLIER.other) == (Side.SUPPLIER, Side.BUYER)
