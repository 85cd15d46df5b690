"""How long may a framework last?"""

from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.refusal import Refusal
from procurement.tendering.framework import Ordering, framework_faults, refuse_long_framework
from procurement.tendering.lot import Beyond, LotFacts
from procurement.tendering.regime import Regime

FIRST = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("ordering", "last", "months", "regime", "faults"),
    [
        (Ordering.CALL_OFFS, date(2031, 1, 3), 0, Regime.PUBLIC, 0),
        (Ordering.CALL_OFFS, date(2031, 1, 4), 0, Regime.PUBLIC, 1),
        (Ordering.CALL_OFFS, date(2030, 1, 4), 12, Regime.PUBLIC, 1),
        (Ordering.CALL_OFFS, date(2031, 1, 4), 0, Regime.LIGHT, 0),
        (Ordering.CALL_OFFS, date(2031, 1, 4), 0, Regime.BELOW, 0),
        (Ordering.CALL_OFFS, None, 12, Regime.PUBLIC, 0),
        (Ordering.AT_ONCE, date(2037, 1, 4), 0, Regime.PUBLIC, 0),
        (None, date(2037, 1, 4), 0, Regime.PUBLIC, 0),
    ],
)
def test_a_public_framework_lasts_four_years_at_most(
    ordering: Ordering | None, last: date | None, months: int, regime: Regime, faults: int
) -> None:
    short = LotFacts(1, "Meals", "Two a day.", starts_on=FIRST, ends_on=date(2028, 1, 3))
    lot = replace(short, ends_on=last, beyond=Beyond("", months, "By a letter."))
    found = framework_faults(ordering, [short, lot], regime)
    assert [fault.field for fault in found] == ["lots-1-ends_on"] * faults
    assert all("s47" in str(fault) for fault in found)


def test_a_notice_says_what_a_framework_here_is() -> None:
    assert Ordering.AT_ONCE.in_full == "All of it is agreed in the contract."
    assert "without another competition (s45)" in Ordering.CALL_OFFS.in_full


def test_the_days_of_a_public_framework_that_is_prepared_or_changed_are_judged_too() -> None:
    refuse_long_framework(FIRST, date(2031, 1, 3), Regime.PUBLIC)
    refuse_long_framework(FIRST, date(2031, 1, 4), Regime.LIGHT)
    with pytest.raises(Refusal, match="within 4 years"):
        refuse_long_framework(FIRST, date(2031, 1, 4), Regime.PUBLIC)
