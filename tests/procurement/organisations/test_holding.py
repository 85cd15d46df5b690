"""What an enterprise holds, and when it is reminded that it ends."""

from datetime import date, timedelta

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.holding import (
    HoldingKind,
    Validity,
    check_holding,
    reminder_days,
    validity,
)

TODAY = date(2026, 11, 23)
COVER = HoldingKind.PUBLIC_LIABILITY


def test_an_insurance_has_a_sum_and_a_last_day_which_may_be_today():
    check_holding(COVER, "", Money(5_000_000_00), TODAY, TODAY)
    check_holding(HoldingKind.CONSTRUCTION_TAX, "", None, None, TODAY)
    check_holding(HoldingKind.OTHER, "SafeContractor", None, TODAY, TODAY)


@pytest.mark.parametrize(
    ("kind", "name", "amount", "expires_on", "field"),
    [
        (COVER, "", None, TODAY, "amount"),
        (COVER, "", Money(0), TODAY, "amount"),
        (COVER, "", Money(1), None, "expires_on"),
        (COVER, "", Money(1), TODAY - timedelta(days=1), "expires_on"),
        (HoldingKind.QUALITY, "", Money(1), None, "amount"),
        (HoldingKind.OTHER, " ", None, None, "name"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(kind, name, amount, expires_on, field):
    with pytest.raises(Refusal) as no:
        check_holding(kind, name, amount, expires_on, TODAY)
    assert no.value.field == field


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, Validity.IN_DATE),
        (61, Validity.IN_DATE),
        (60, Validity.ENDS_SOON),
        (0, Validity.ENDS_SOON),
        (-1, Validity.ENDED),
    ],
)
def test_it_is_good_to_its_last_day(days, said):
    last = None if days is None else TODAY + timedelta(days=days)
    assert validity(last, TODAY) is said


def test_reminders_come_sixty_and_fourteen_days_before_unless_that_is_past():
    last = date(2027, 3, 1)
    assert reminder_days(last, TODAY) == [date(2026, 12, 31), date(2027, 2, 15)]
    assert reminder_days(last, date(2026, 12, 31)) == [date(2027, 2, 15)]
    assert reminder_days(last, date(2027, 2, 15)) == []
    assert reminder_days(None, TODAY) == []
