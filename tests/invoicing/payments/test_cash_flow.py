"""Money is expected when its payer usually pays, and at the due date where nobody knows."""

from datetime import date, timedelta

import pytest

from invoicing.payments.cash_flow import (
    OpenInvoice,
    PaidInvoice,
    Week,
    expected,
    payment_habit,
    weeks,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

TODAY = date(2026, 11, 20)


def paid(payer: str, *days: int) -> list[PaidInvoice]:
    start = date(2026, 9, 1)
    return [PaidInvoice(payer, start, start + timedelta(days=number)) for number in days]


def owed(payer: str, received_on: date, pence: int = 1000) -> OpenInvoice:
    reference = f"{payer} {received_on}"
    return OpenInvoice(reference, payer, received_on, received_on + timedelta(days=7), Money(pence))


def test_a_habit_is_the_quarters_of_real_payment_days() -> None:
    habit = payment_habit(paid("hospital", 30, 5, 7, 10))
    assert (habit.quick, habit.middle, habit.slow, habit.invoices) == (5, 7, 10, 4)
    one = payment_habit(paid("hospital", 9))
    assert (one.quick, one.middle, one.slow) == (9, 9, 9)


@pytest.mark.parametrize("days", [(), (-1,)])
def test_a_habit_needs_invoices_that_were_paid(days: tuple[int, ...]) -> None:
    with pytest.raises(Refusal):
        payment_habit(paid("hospital", *days))


def test_an_open_invoice_is_expected_as_its_payer_pays() -> None:
    (line,) = expected([owed("hospital", TODAY)], paid("hospital", 5, 7, 30), TODAY)
    assert (line.quick_on - TODAY, line.middle_on - TODAY, line.slow_on - TODAY) == (
        timedelta(days=5),
        timedelta(days=7),
        timedelta(days=30),
    )
    assert line.rests_on == 3


def test_too_few_payments_leave_the_due_date() -> None:
    (line,) = expected([owed("hospital", TODAY)], paid("hospital", 5, 30), TODAY)
    assert (line.middle_on, line.rests_on) == (date(2026, 11, 27), 0)


def test_nothing_is_expected_before_today() -> None:
    (line,) = expected([owed("council", date(2026, 10, 1))], [], TODAY)
    assert (line.quick_on, line.slow_on) == (TODAY, TODAY)


def test_weeks_hold_every_penny_in_each_case() -> None:
    forecast = expected(
        [owed("hospital", TODAY), owed("council", TODAY, 500)], paid("hospital", 5, 7, 30), TODAY
    )
    found = weeks(forecast)
    assert found[0] == Week(date(2026, 11, 23), Money(1500), Money(1500), Money(500))
    assert [week.monday for week in found] == [
        date(2026, 11, 23) + timedelta(weeks=n) for n in range(len(found))
    ]
    assert Money.total(week.slow for week in found) == Money(1500)
    assert weeks([]) == ()
