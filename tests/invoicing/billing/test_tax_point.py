"""The day on which a supply counts for VAT."""

from datetime import date

import pytest

from invoicing.billing.tax_point import tax_point

DONE = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("invoiced", "paid", "point"),
    [
        (date(2026, 11, 2), None, date(2026, 11, 2)),
        (date(2026, 11, 16), None, date(2026, 11, 16)),
        (date(2026, 11, 17), None, DONE),
        (date(2027, 1, 5), date(2027, 1, 9), DONE),
        (date(2026, 11, 16), date(2026, 11, 10), date(2026, 11, 16)),
        (date(2026, 10, 20), None, date(2026, 10, 20)),
        (date(2026, 11, 10), date(2026, 10, 5), date(2026, 10, 5)),
        (date(2026, 10, 20), date(2026, 10, 25), date(2026, 10, 20)),
    ],
)
def test_an_invoice_within_fourteen_days_or_one_before_moves_it_and_else_it_is_when_it_was_done(
    invoiced: date, paid: date | None, point: date
) -> None:
    assert tax_point(DONE, invoiced, paid) == point
