"""Text is cleaned once, and what was taken can be kept anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.billing.billing_document import is_printable
from procurement.bidding.bid import word_count
from procurement.ground.text import clean, cleaned


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("PO\x0b4711", "PO 4711"),
        ("a\x00b\x07c\x9f", "abc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("half \ud800", "half ?"),
        ("\u200b\u200d \ufeff", ""),
        (" \n\t", ""),
        ("kept \u200b within", "kept \u200b within"),
        ("Łódź – 日本", "Łódź – 日本"),
    ],
)
def test_what_no_document_can_hold_is_left_out(typed: str, text: str) -> None:
    assert clean(typed) == text


@given(st.text(st.characters()))
def test_whatever_is_typed_can_be_kept_and_printed_and_is_clean_then(typed: str) -> None:
    text = clean(typed)
    assert is_printable(text)
    assert text.encode("utf-8").decode("utf-8") == text
    assert clean(text) == text


def test_texts_within_json_are_clean_and_the_rest_stays() -> None:
    given = {"a": ["x\x0by", 1, None, {"b": "\u200b"}]}
    assert cleaned(given) == {"a": ["x y", 1, None, {"b": ""}]}


@pytest.mark.parametrize("between", [" ", "\u200b", "\n", "\u2060", " \u200b ", "\u00a0"])
def test_words_are_counted_whatever_stands_between_them(between: str) -> None:
    assert word_count(between.join(["word"] * 500)) == 500
    assert word_count(between) == 0
