"""A word that was typed wrongly finds the one that was meant, whichever letter was wrong."""

from hypothesis import given
from hypothesis import strategies as st

from procurement.ground.words import (
    exchanged,
    intact_parts,
    meant_by,
    most_edits,
    pieces,
    words_in,
    words_met,
)

letters = st.sampled_from("abcde")
known = st.text(letters, min_size=4, max_size=14)


@st.composite
def typed_wrongly(draw: st.DrawFn, exchanges: bool) -> tuple[str, str]:
    """A word, and what was typed in its place, with no more edits than are allowed."""
    word = typed = draw(known)
    for _ in range(1 if exchanges else most_edits(word[:-2])):
        at = draw(st.integers(0, len(typed) - 2))
        kinds = ["wrong", "missing", "too many", *(["exchanged"] if exchanges else [])]
        match draw(st.sampled_from(kinds)):
            case "wrong":
                typed = typed[:at] + draw(letters) + typed[at + 1 :]
            case "missing":
                typed = typed[:at] + typed[at + 1 :]
            case "too many":
                typed = typed[:at] + draw(letters) + typed[at:]
            case "exchanged":
                typed = typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]
    return word, typed


@given(typed_wrongly(exchanges=True) | typed_wrongly(exchanges=False))
def test_the_word_that_was_meant_is_always_among_those_compared(pair: tuple[str, str]) -> None:
    word, typed = pair
    assert word in exchanged(typed) or any(part <= pieces(word) for part in intact_parts(typed))


def test_of_known_words_those_with_the_fewest_edits_are_meant() -> None:
    assert meant_by("claening", ["cleaning", "cleanings", "gardening"]) == ["cleaning"]
    assert meant_by("maintainance", ["maintenance", "maintained"]) == ["maintenance"]
    assert meant_by("cate", ["gate", "care", "cater", "case", "rate"]) == ["cater", "care", "case"]


def test_nothing_is_meant_where_all_are_too_far_or_the_word_is_known() -> None:
    assert meant_by("roof", ["poor", "proof of"]) == []
    assert meant_by("roof", ["roof", "roofs"]) == []
    assert meant_by("roof", []) == []


def test_words_are_read_in_small_letters_without_numbers_and_the_very_short() -> None:
    assert words_in("Meals, MEALS for day-centres in B16 8TP; 55520000 pâté") == {
        "meals",
        "centres",
        "pâté",
    }


def test_a_name_is_met_by_words_with_letters_wrong() -> None:
    assert words_met("Brikfield constructoin", "Brickfield Construction Ltd") == 2
    assert words_met("brickfield plumbing", "Brickfield Construction Ltd") == 1
    assert words_met("Canal", "Brickfield Construction Ltd") == 0
