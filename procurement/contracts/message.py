"""What may one side of a procurement or a contract write to the other, and which e-mail is an answer?

Procurement Act 2023, s98: what is said to suppliers is kept. s12(2), (3) and s19: a clarifying
message treats suppliers the same, and nothing in it changes a bid. Before bids are opened nobody
writes to a bidder: questions are put by the supplier, and answered to everybody (s12(3)).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from procurement.bidding.bid import BidState
from procurement.ground.refusal import Refusal

MOST_CHARACTERS = 5_000
"""Of one message."""

MOST_A_DAY = 40
"""Of one thread, from both sides: two machines that answer each other come to an end."""

ANSWERABLE_FOR = timedelta(days=90)
"""After so long an e-mail is answered on the page alone."""

MOST_BYTES = 2 * 1024 * 1024
"""Of one e-mail that arrives, with all that its program puts around the words."""


class Side(StrEnum):
    BUYER = "buyer"
    SUPPLIER = "supplier"

    @property
    def other(self) -> "Side":
        return Side.SUPPLIER if self is Side.BUYER else Side.BUYER


class NotTaken(StrEnum):
    """Why an e-mail of somebody known is not put into the thread; each is told to that person."""

    OTHER_ADDRESS = "other_address"
    TOO_OLD = "too_old"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    FILES = "files"
    BETWEEN = "between"
    NOTHING_WRITTEN = "nothing_written"
    NO_RIGHT = "no_right"


IN_WORDS = {
    NotTaken.OTHER_ADDRESS: "It came from another address than the one of your account. Write from "
    "the address of your account, or on the page.",
    NotTaken.TOO_OLD: f"The e-mail that it answers is more than {ANSWERABLE_FOR.days} days old. "
    "Write on the page.",
    NotTaken.TOO_LARGE: "It is too large. Send the words alone, or write on the page.",
    NotTaken.UNREADABLE: "It is put together of so many parts, or in such a way, that it cannot be "
    "read here. Send the words alone, as plain text, or write on the page.",
    NotTaken.FILES: "Files are attached to it, and this thread takes words alone. Send it again "
    "without them.",
    NotTaken.BETWEEN: "Words of yours seem to stand between the lines that it quotes, where they "
    "would be lost. Write all of your answer at the top, or on the page.",
    NotTaken.NOTHING_WRITTEN: "No words of yours were found above what it quotes. Write your answer "
    "at the top, or on the page.",
    NotTaken.NO_RIGHT: "You no longer write for this side. Ask a colleague who does.",
}


def check_words(words: str) -> None:
    """Refuses nothing at all, and more than ``MOST_CHARACTERS``."""
    if not words.strip():
        raise Refusal("Write your message.", field="words")
    if len(words) > MOST_CHARACTERS:
        raise Refusal(
            f"A message has at most {MOST_CHARACTERS:,} characters; this one has {len(words):,}. "
            "Shorten it, or send it in two parts.",
            field="words",
        )


def before_writing_to_bidder(state: BidState) -> None:
    """Refuses a message to somebody whose bid is not open: nobody knows yet who bids."""
    if state is not BidState.OPENED:
        raise Refusal(
            "You can write to a bidder once the bids are opened. Before the deadline, suppliers ask "
            "on the page of the tender and everybody reads the answer."
        )


def before_writing(written_today: int) -> None:
    """Refuses more than ``MOST_A_DAY`` messages in a thread on one day."""
    if written_today >= MOST_A_DAY:
        raise Refusal(
            f"This thread has {MOST_A_DAY} messages of today already. Write again tomorrow.",
            field="words",
        )


def is_answerable(written_at: datetime, now: datetime) -> bool:
    """May the e-mail about a message written then still be answered by e-mail?"""
    return now - written_at <= ANSWERABLE_FOR
