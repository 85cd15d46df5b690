from datetime import date, timedelta

import pytest

from procurement.ground.refusal import Refusal
from procurement.ground.standstill import earliest_signing, standstill_ends
from procurement.tendering.regime import Regime, standstill_length


@pytest.mark.parametrize(
    ("published", "ends"),
    [
        (date(2026, 11, 24), date(2026, 12, 4)),  # across St Andrew's Day, 30 November
        (date(2026, 11, 23), date(2026, 12, 3)),
        (date(2026, 11, 18), date(2026, 11, 27)),  # no holiday between
        (date(2026, 11, 21), date(2026, 12, 3)),  # a Saturday is not day one
        (date(2026, 7, 6), date(2026, 7, 16)),  # across 13 July, kept in Northern Ireland
        (date(2026, 12, 21), date(2027, 1, 5)),  # Christmas, and Scotland's 1 and 4 January
    ],
)
def test_eight_working_days_begin_with_the_day_of_publication(published: date, ends: date) -> None:
    assert standstill_ends(published) == ends
    assert earliest_signing(published) == ends + timedelta(days=1)


def test_a_longer_voluntary_standstill_counts_its_own_days() -> None:
    assert standstill_ends(date(2026, 11, 16), working_days=10) == date(2026, 11, 27)


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(Refusal, match="bank holidays of 2029 are not known"):
        standstill_ends(date(2028, 12, 28))


def test_only_the_public_regime_owes_a_standstill_and_a_promised_one_binds() -> None:
    assert standstill_length(Regime.PUBLIC) == 8
    assert standstill_length(Regime.PUBLIC, promised=10) == 10
    assert standstill_length(Regime.LIGHT) is None
    assert standstill_length(Regime.BELOW, promised=8) == 8


def test_a_promised_standstill_is_never_shorter_than_eight_days() -> None:
    with pytest.raises(Refusal, match="at least 8 working days"):
        standstill_length(Regime.LIGHT, promised=7)
