"""Of an e-mail that answers one of ours, what somebody wrote goes on whole, and what it quotes does not."""

import pytest

from marketplace.gateways.own_words import own_words
from marketplace.gateways.reply_addresses import MARK

QUOTED = f"> {MARK}\n>\n> Hello Bea,\n>\n> Which licence do you hold?\n"
OUTLOOK = (
    "________________________________\nFrom: Market <a@market.example>\n"
    f"Sent: 30 November 2026\nTo: Bea\nSubject: A message\n\n{MARK}\nHello"
)


@pytest.mark.parametrize(
    "heading",
    [
        "On Mon, 30 Nov 2026 at 09:12, Market <a@market.example> wrote:\n\n",
        "On Mon, 30 Nov 2026 at 09:12, The Market of the City and its Boroughs\n"
        "<a@market.example> wrote:\n\n",
        "On Mon, 30 Nov 2026 at 09:12, Market <a@market.example>\nwrote:\n\n",
        "On 30/11/2026 09:12, Market wrote:\n",
        "On Monday the market wrote:\n\n",
        "> On 30 Nov 2026, at 09:12, Market <a@market.example> wrote:\n>\n",
        "Am Mo., 30. Nov. 2026 um 09:12 Uhr schrieb Market <a@market.example>:\n\n",
        "-----Original Message-----\nFrom: Market <a@market.example>\nSent: 30 November 2026\n"
        "Subject: A message\n\n",
        "*From:* Market <a@market.example>\n*Date:* 30 November 2026\n\n",
        "",
    ],
)
@pytest.mark.parametrize("words", ["Yes.", "Number 77.\n\nUntil 2028.\n\nRegards,\nBea"])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_what_is_quoted_is_cut_off_with_its_heading(heading: str, words: str, between: str) -> None:
    own = own_words(f"{words}{between}{heading}{QUOTED}")
    assert own.words == words
    assert own.cut_off.endswith("Which licence do you hold?")
    assert not own.stand_between


def test_a_page_quotes_without_marks_at_its_lines() -> None:
    assert own_words(f"12 hours a week.\n\n{OUTLOOK}").words == "12 hours a week."


@pytest.mark.parametrize(
    "words",
    [
        "On Monday our foreman wrote:\n\n> the vans are ours\n\nAnd that is so.",
        "Yes.\nOn Monday the council wrote:\nthe vans are ours.\nThat is wrong.",
        "Hello Bill,\n\nThank you, we can confirm it: number 77.\n\nBest regards,\nBea",
        "We offer:\n- 3 vans\n- 2 drivers\n\nBoth from May.",
        "Warning: the mail room closes at five.\nSo write before.",
        "Sent from my office are two letters.\nPlease look.",
        "> Which licence?\nNumber 77.\n> Until when?\n2028.",
        "From: Monday\nTo: Friday\nwe are open.",
        "first\n--\nsecond",
        "first\n\n_________________________________\nsecond",
        "a > b\n> c\nd",
        f"You ask to write above “{MARK}”, and I do.",
    ],
)
@pytest.mark.parametrize("below", ["", f"\n\nOn 30/11/2026 09:12, Market wrote:\n{QUOTED}"])
def test_no_words_are_cut(words: str, below: str) -> None:
    assert own_words(words + below).words == words


def test_a_signature_marked_as_one_is_cut_off() -> None:
    own = own_words(f"The answer is 12.\n\n-- \nBea Baker\n0121 000\n\n{QUOTED}")
    assert own.words == "The answer is 12."
    assert own.cut_off.startswith("--\nBea Baker")
    assert own_words("one\n-- \ntwo\n-- \nBea").words == "one\n--\ntwo"


@pytest.mark.parametrize("text", [QUOTED, "", "\n\n", f"On 30/11/2026 09:12, M wrote:\n\n{QUOTED}"])
def test_where_nothing_is_written_there_are_no_words(text: str) -> None:
    assert own_words(text).words == ""


def test_words_between_quoted_lines_are_seen() -> None:
    assert own_words(f"See below.\n\n{QUOTED}Number 77.\n> Until when?\n2028.").stand_between
    assert not own_words(f"Number 77.\n\n{QUOTED}\n\nThis e-mail is confidential.").stand_between


def test_what_nobody_sees_is_no_word_and_spaces_of_all_kinds_are_spaces() -> None:
    assert own_words("Yes\u202e\x00\u200b no").words == "Yes no"
    assert own_words("10\u00a0000 pounds\u3000a year\u2028in May").words == (
        "10 000 pounds a year\nin May"
    )


def test_of_what_is_cut_off_no_more_is_kept_than_shows_what_was_answered() -> None:
    cut_off = own_words(f"Yes.\n{MARK}\n{'quoted ' * 100_000}").cut_off
    assert len(cut_off) < 21_000
    assert cut_off.endswith("(The rest of it was not kept.)")
