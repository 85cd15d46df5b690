"""What can be called off under a framework, and until when."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.contracts.call_off import (
    FrameworkFacts,
    before_calling_off,
    refuse_below,
    refuse_beyond,
    refuse_unless_called_off,
)
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

FIRST, LAST = date(2027, 1, 4), date(2028, 12, 31)
FRAMEWORK = FrameworkFacts(ContractState.SIGNED, FIRST, LAST, Money(100_00), Money(60_00))


def test_work_is_called_off_from_the_first_day_of_a_framework_to_its_last() -> None:
    before_calling_off(FRAMEWORK, FIRST, FIRST)
    before_calling_off(FRAMEWORK, LAST, LAST)
    for day in (date(2027, 1, 3), date(2029, 1, 1)):
        with pytest.raises(Refusal, match="from 4 January 2027 to 31 December 2028"):
            before_calling_off(FRAMEWORK, day, FIRST)
    with pytest.raises(Refusal, match=r"ended on 31 December 2028.*s45"):
        before_calling_off(FRAMEWORK, LAST, date(2029, 1, 1))


@pytest.mark.parametrize("state", [state for state in ContractState if state != "signed"])
def test_nothing_is_called_off_under_a_framework_that_is_not_in_force(state: ContractState) -> None:
    with pytest.raises(Refusal, match="once both sides have signed the framework"):
        before_calling_off(replace(FRAMEWORK, state=state), FIRST, FIRST)


def test_what_is_called_off_stays_within_the_value_of_the_framework() -> None:
    refuse_beyond(FRAMEWORK, Money(40_00), "milestones")
    with pytest.raises(Refusal, match=r"Of the framework’s £100\.00, £40\.00 can still"):
        refuse_beyond(FRAMEWORK, Money(40_01), "milestones")
    refuse_below(FRAMEWORK, Money(60_00), "value")
    with pytest.raises(Refusal, match=r"£60\.00 is called off already"):
        refuse_below(FRAMEWORK, Money(59_99), "value")


def test_a_framework_is_completed_after_its_last_day_once_no_call_off_goes_on() -> None:
    after = date(2029, 1, 1)
    refuse_unless_called_off(LAST, after, has_open_call_off=False)
    for today, is_open, sentence in (
        (after, True, "A call-off under it goes on"),
        (LAST, False, "It lasts to 31 December 2028"),
    ):
        with pytest.raises(Refusal, match=sentence):
            refuse_unless_called_off(LAST, today, has_open_call_off=is_open)
