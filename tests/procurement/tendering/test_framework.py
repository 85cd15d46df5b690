"""How long may a framework last?"""

from datetime import date

import pytest

from procurement.tendering.framework import Ordering, framework_faults
from procurement.tendering.regime import Regime

FIRST = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("ordering", "last", "regime", "faults"),
    [
        (Ordering.CALL_OFFS, date(2031, 1, 3), Regime.PUBLIC, 0),
        (Ordering.CALL_OFFS, date(2031, 1, 4), Regime.PUBLIC, 1),
        (Ordering.CALL_OFFS, date(2031, 1, 4), Regime.LIGHT, 0),
        (Ordering.CALL_OFFS, date(2031, 1, 4), Regime.BELOW, 0),
        (Ordering.CALL_OFFS, None, Regime.PUBLIC, 0),
        (Ordering.AT_ONCE, date(2037, 1, 4), Regime.PUBLIC, 0),
        (None, date(2037, 1, 4), Regime.PUBLIC, 0),
    ],
)
def test_a_public_framework_lasts_four_years_at_most(
    ordering: Ordering | None, last: date | None, regime: Regime, faults: int
) -> None:
    found = framework_faults(ordering, FIRST, last, regime)
    assert len(found) == faults
    assert all("s47" in str(fault) for fault in found)


def test_a_notice_says_what_a_framework_here_is() -> None:
    assert Ordering.AT_ONCE.in_full == "All of it is agreed in the contract."
    assert "without another competition (s45)" in Ordering.CALL_OFFS.in_full
