"""What a profile can say, and what nobody could mean."""

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.organisations.profile import (
    MOST_CAPABILITIES,
    Capability,
    Capacity,
    check_capacity,
    checked_capabilities,
)


def test_each_capability_stands_once_in_its_order_and_codes_lose_their_check_digit():
    typed = [
        Capability("  Hot   meals ", "55520000-1"),
        Capability(" ", ""),
        Capability("Gardens"),
        Capability("Hot meals", "55520000"),
        Capability(cpv="45000000"),
    ]
    assert checked_capabilities(typed) == [
        Capability("Hot meals", "55520000"),
        Capability("Gardens"),
        Capability(cpv="45000000"),
    ]


@pytest.mark.parametrize("code", ["5552000", "555200000", "55520000-", "catering", "55520000-12"])
def test_what_is_no_code_is_refused_at_its_field(code):
    with pytest.raises(Refusal, match="is not a CPV code") as no:
        checked_capabilities([Capability("Meals", code)])
    assert no.value.field == "capabilities"


def test_who_can_do_everything_is_asked_to_choose():
    most = [Capability(f"Thing {number}") for number in range(MOST_CAPABILITIES)]
    assert checked_capabilities([*most, most[0]]) == most
    with pytest.raises(Refusal, match="at most 20"):
        checked_capabilities([*most, Capability("One more")])
    with pytest.raises(Refusal, match="at most 200 characters"):
        checked_capabilities([Capability("x" * 201)])


@pytest.mark.parametrize(
    "capacity", [Capacity(), Capacity(Money(1), 1, 1), Capacity(miles=500), Capacity(people=4000)]
)
def test_a_capacity_that_somebody_can_have_is_taken(capacity):
    check_capacity(capacity)


@pytest.mark.parametrize(
    ("capacity", "field"),
    [
        (Capacity(largest_contract=Money(0)), "largest_contract"),
        (Capacity(largest_contract=Money(-1)), "largest_contract"),
        (Capacity(people=0), "people"),
        (Capacity(miles=0), "miles"),
        (Capacity(miles=501), "miles"),
    ],
)
def test_what_nobody_can_have_is_refused_at_its_field(capacity, field):
    with pytest.raises(Refusal) as no:
        check_capacity(capacity)
    assert no.value.field == field


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(Refusals) as no:
        check_capacity(Capacity(Money(0), 0, 0))
    assert [fault.field for fault in no.value.faults] == ["largest_contract", "people", "miles"]
