"""How quickly somebody answers is known of three answers and more; a next step has its day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.contact import (
    ContactKind,
    Speed,
    Spoken,
    check_contact,
    check_spoken,
    speed,
)

TODAY = date(2026, 11, 23)
RANG = Spoken("Asked who signs.", TODAY)


@pytest.mark.parametrize(
    ("days", "known"),
    [
        ([], None),
        ([1, 2], None),
        ([0, 9, 1], Speed(Decimal(1), 3)),
        ([1, 2, 4, 40], Speed(Decimal(3), 4)),
        ([1, 2, 3, 40], Speed(Decimal("2.5"), 4)),
    ],
)
def test_the_median_of_at_least_three_answers(days: list[int], known: Speed | None) -> None:
    assert speed(days) == known


def test_a_conversation_of_today_is_taken() -> None:
    check_spoken(RANG, TODAY)
    check_spoken(replace(RANG, answered_on=TODAY, next_step="Ring", next_on=TODAY), TODAY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(RANG, said=" "), "said"),
        (replace(RANG, asked_on=date(2026, 11, 24)), "asked_on"),
        (replace(RANG, answered_on=date(2026, 11, 22)), "answered_on"),
        (replace(RANG, answered_on=date(2026, 11, 24)), "answered_on"),
        (replace(RANG, next_step="Ring"), "next_on"),
        (replace(RANG, next_on=TODAY), "next_step"),
    ],
)
def test_each_fault_stands_at_its_field(wrong: Spoken, field: str) -> None:
    with pytest.raises(Refusal) as no:
        check_spoken(wrong, TODAY)
    assert no.value.field == field


def test_a_contact_has_a_name_and_a_way_to_be_reached_and_bridges_nobody() -> None:
    check_contact(ContactKind.PAYMENT, "Pat Pay", "", "0121 496 0000")
    check_contact(ContactKind.JOBS, "Jo Job", "jo@example.org", "")
    with pytest.raises(Refusals) as no:
        check_contact(ContactKind.BRIDGING, " ", "", " ")
    assert [fault.field for fault in no.value.faults] == ["kind", "name", "email"]


@pytest.mark.parametrize(
    ("answered_on", "why"),
    [
        (date(2026, 11, 22), "The answer came on or after the day of the question."),
        (date(2026, 11, 24), "This day is still to come."),
    ],
)
def test_a_wrong_day_of_an_answer_is_refused_for_what_is_wrong(answered_on: date, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        check_spoken(replace(RANG, answered_on=answered_on), TODAY)
