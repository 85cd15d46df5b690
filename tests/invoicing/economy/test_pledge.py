"""A pledge is watched stage by stage against what really came, and is never money itself."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.economy.pledge import Came, Pledge, PledgeState, Stage, check_pledge, progress
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals

NONE = Money(0)
FIRST = Stage(Money(4_000), date(2026, 6, 30))
PLEDGE = Pledge(date(2026, 1, 1), (FIRST, Stage(Money(6_000), date(2026, 12, 31))), "Letter")


def test_each_stage_is_kept_by_all_that_came_up_to_its_day() -> None:
    stands = progress(
        PLEDGE, [Came(Money(4_000), NONE), Came(Money(5_000), NONE)], date(2026, 9, 1)
    )
    assert [stage.state for stage in stands.stages] == [PledgeState.KEPT, PledgeState.OPEN]
    assert [stage.promised for stage in stands.stages] == [Money(4_000), Money(10_000)]
    assert (stands.received, stands.outstanding) == (Money(5_000), Money(5_000))
    assert stands.state is PledgeState.OPEN


def test_what_comes_late_keeps_the_whole_and_not_the_stage() -> None:
    stands = progress(
        PLEDGE, [Came(Money(3_999), NONE), Came(Money(10_500), NONE)], date(2026, 12, 31)
    )
    assert [stage.state for stage in stands.stages] == [PledgeState.MISSED, PledgeState.KEPT]
    assert (stands.state, stands.outstanding) == (PledgeState.KEPT, Money(0))


def test_a_stage_is_open_on_its_own_day_and_missed_the_day_after() -> None:
    for day, state in (
        (date(2026, 12, 31), PledgeState.OPEN),
        (date(2027, 1, 1), PledgeState.MISSED),
    ):
        assert progress(PLEDGE, [Came(NONE, NONE)] * 2, day).state is state


def test_a_pledge_of_nothing_from_nowhere_is_refused() -> None:
    check_pledge(PLEDGE)
    check_pledge(replace(PLEDGE, stages=(replace(FIRST, by=PLEDGE.made_on),)))
    with pytest.raises(Refusal, match="at least one stage"):
        check_pledge(replace(PLEDGE, stages=()))
    with pytest.raises(Refusal, match="at most 20 stages"):
        check_pledge(replace(PLEDGE, stages=(FIRST,) * 21))
    early = replace(FIRST, by=date(2025, 12, 31))
    with pytest.raises(Refusals) as refusals:
        check_pledge(Pledge(PLEDGE.made_on, (early, replace(FIRST, amount=Money(0)), early), " "))
    assert [(fault.field, str(fault)) for fault in refusals.value.faults] == [
        ("stages-0-by", "This stage ends before the pledge is made."),
        ("stages-1-amount", "A stage is of more than £0."),
        ("stages-2-by", "This stage ends before the stage above it."),
        ("source", "Name where the pledge was made: a letter, a minute."),
    ]


def test_what_was_all_paid_before_it_was_entered_is_not_called_kept() -> None:
    came = [Came(Money(4_000), Money(4_000)), Came(Money(10_000), Money(4_000))]
    stands = progress(PLEDGE, came, date(2026, 9, 1))
    assert [stage.state for stage in stands.stages] == [PledgeState.PAID_BEFORE, PledgeState.KEPT]
