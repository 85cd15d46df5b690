from datetime import date

import pytest

from procurement.assessment.claims import claim_dates, months_after


def test_a_claim_is_begun_within_thirty_days_beginning_with_knowledge() -> None:
    dates = claim_dates(date(2026, 11, 24), None)
    assert dates.claim_by == date(2026, 12, 23)
    assert dates.extended_to == date(2027, 2, 23)
    assert dates.set_aside_by is None


def test_setting_aside_ends_with_the_claim_or_six_months_after_signature_at_the_latest() -> None:
    signed = date(2026, 12, 5)
    assert claim_dates(date(2026, 12, 7), signed).set_aside_by == date(2027, 1, 5)
    assert claim_dates(date(2027, 5, 20), signed).set_aside_by == date(2027, 6, 4)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then
