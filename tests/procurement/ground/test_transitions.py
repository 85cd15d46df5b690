from enum import StrEnum

import pytest

from procurement.ground.refusal import Refusal, Refusals, refuse_if_any
from procurement.ground.transitions import Transitions


class Light(StrEnum):
    RED = "red"
    FLASHING_AMBER = "flashing_amber"
    GREEN = "green"


MOVES: Transitions[Light] = Transitions(
    "light",
    {
        verb: ({Light.RED}, Light.GREEN)
        for verb in ("withdraw", "pay", "send", "begin", "publish", "close", "verify", "submit")
    }
    | {"cancel": ({Light.RED, Light.FLASHING_AMBER}, Light.FLASHING_AMBER)},
)


def test_a_verb_leads_from_its_states_to_its_one_state() -> None:
    assert MOVES.after(Light.RED, "publish") is Light.GREEN
    assert MOVES.after(Light.FLASHING_AMBER, "cancel") is Light.FLASHING_AMBER
    assert MOVES.verbs(Light.FLASHING_AMBER) == ["cancel"]
    assert MOVES.verbs(Light.GREEN) == []


@pytest.mark.parametrize(
    ("verb", "done"),
    [
        ("withdraw", "withdrawn"),
        ("pay", "paid"),
        ("send", "sent"),
        ("begin", "begun"),
        ("publish", "published"),
        ("close", "closed"),
        ("verify", "verified"),
        ("submit", "submitted"),
        ("cancel", "cancelled"),
    ],
)
def test_any_other_state_is_refused_with_where_the_thing_stands(verb: str, done: str) -> None:
    with pytest.raises(Refusal, match=f"This light is green, so it cannot be {done} now"):
        MOVES.after(Light.GREEN, verb)


def test_a_state_is_said_in_words() -> None:
    with pytest.raises(Refusal, match="is flashing amber"):
        MOVES.after(Light.FLASHING_AMBER, "publish")


def test_a_verb_that_is_not_in_the_table_is_our_own_error() -> None:
    with pytest.raises(KeyError):
        MOVES.after(Light.RED, "explode")


def test_one_fault_is_raised_as_itself_and_several_together() -> None:
    refuse_if_any([])
    one, two = Refusal("First.", field="a"), Refusal("Second.")
    with pytest.raises(Refusal) as alone:
        refuse_if_any([one])
    assert alone.value is one
    assert alone.value.field == "a"
    with pytest.raises(Refusals, match=r"First\. Second\.") as both:
        refuse_if_any([one, two])
    assert both.value.faults == [one, two]
    assert both.value.field is None
