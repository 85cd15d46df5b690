"""When a changed bank account may first be paid into."""

from datetime import date

import pytest

from invoicing.payments.bank_change import payable_from
from procurement.ground.holidays import SHIPPED


@pytest.mark.parametrize(
    ("confirmed_on", "first"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # a Monday
        (date(2026, 11, 27), date(2026, 12, 1)),  # a Friday
        (date(2026, 11, 28), date(2026, 12, 1)),  # a Saturday
        (date(2026, 12, 24), date(2026, 12, 30)),  # Christmas Day, a weekend, the substitute day
    ],
)
def test_a_whole_working_day_passes_before_the_first_payment(
    confirmed_on: date, first: date
) -> None:
    assert payable_from(confirmed_on, SHIPPED) == first
