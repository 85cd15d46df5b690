"""How long is standstill, and when may the contract be signed?

Procurement Act 2023, s51.
"""

from datetime import date, timedelta

from procurement.ground.holidays import SHIPPED, STANDSTILL, Holidays

STANDSTILL_WORKING_DAYS = 8
"""The mandatory period, and the least that a voluntary one may be (s51)."""


def standstill_ends(
    published: date,
    working_days: int = STANDSTILL_WORKING_DAYS,
    holidays: Holidays = SHIPPED,
) -> date:
    """The last day of standstill after a contract award notice published on a London date.

    Eight working days *beginning with* the day of publication; a bank holiday in
    any part of the UK is no working day (s51). Refuses a year whose holidays are
    not known.
    """
    return holidays.nth_working_day(published, working_days, STANDSTILL)


def earliest_signing(
    published: date,
    working_days: int = STANDSTILL_WORKING_DAYS,
    holidays: Holidays = SHIPPED,
) -> date:
    """The first day on which the contract may be signed, by the day of publication."""
    return signable_from(standstill_ends(published, working_days, holidays))


def signable_from(last_day: date) -> date:
    """The first day on which the contract may be signed: the calendar day after standstill."""
    return last_day + timedelta(days=1)
