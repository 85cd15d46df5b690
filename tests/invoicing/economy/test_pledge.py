"""A pledge is watched against what really came, and is never money itself."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.economy.local_economy import (
    Assurance,
    MoneyHolder,
    MoneyStage,
    Movement,
    Source,
    entries,
)
from invoicing.economy.pledge import Pledge, PledgeState, check_pledge, pledged, progress
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals

PLEDGE = Pledge(
    "hospital", "birmingham", Money(10_000), date(2026, 1, 1), date(2026, 12, 31), "Letter"
)


def received(
    pence: int, on: date, buyer: str = "hospital", stage: MoneyStage = MoneyStage.RECEIVED
) -> list:  # type: ignore[type-arg]
    return list(
        entries(
            Movement(
                stage,
                f"allocation {on} {buyer}",
                Source.CONTRACT,
                (MoneyHolder(buyer),),
                MoneyHolder("canteen", frozenset({"birmingham"})),
                Money(pence),
                on,
                "food",
                Assurance.PLATFORM_VERIFIED,
            )
        )
    )


def test_only_what_the_pledger_paid_in_time_answers_to_the_pledge() -> None:
    lines = [
        *received(4_000, date(2026, 1, 1)),
        *received(1_000, date(2025, 12, 31)),
        *received(1_000, date(2027, 1, 1)),
        *received(1_000, date(2026, 2, 1), buyer="council"),
        *received(9_000, date(2026, 2, 1), stage=MoneyStage.COMMITTED),
    ]
    found = progress(PLEDGE, lines, date(2026, 6, 1))
    assert (found.received, found.outstanding) == (Money(4_000), Money(6_000))
    assert found.state is PledgeState.OPEN
    assert progress(PLEDGE, lines, date(2026, 12, 31)).state is PledgeState.OPEN
    assert progress(PLEDGE, lines, date(2027, 1, 1)).state is PledgeState.MISSED


def test_a_pledge_is_kept_when_its_sum_has_come() -> None:
    found = progress(PLEDGE, received(10_500, date(2026, 12, 31)), date(2027, 3, 1))
    assert (found.state, found.outstanding) == (PledgeState.KEPT, Money(0))


def test_promises_to_a_place_are_counted_from_the_day_they_are_made() -> None:
    later = replace(PLEDGE, made_on=date(2026, 5, 1))
    assert pledged([PLEDGE, later], "birmingham", date(2026, 4, 30)) == Money(10_000)
    assert pledged([PLEDGE, later], "birmingham", date(2026, 5, 1)) == Money(20_000)
    assert pledged([PLEDGE], "sandwell", date(2026, 5, 1)) == Money(0)


def test_a_pledge_of_nothing_from_nowhere_is_refused() -> None:
    check_pledge(PLEDGE)
    with pytest.raises(Refusal, match="more than £0"):
        check_pledge(replace(PLEDGE, amount=Money(0)))
    with pytest.raises(Refusals) as refusals:
        check_pledge(replace(PLEDGE, source="", by=date(2025, 1, 1)))
    assert [fault.field for fault in refusals.value.faults] == ["source", "by"]
