from datetime import date, timedelta

import pytest

from invoicing.ground.figures import figure_on, figures, newest
from procurement.ground.dated import Mark
from procurement.ground.refusal import Refusal

TABLES = [
    "vat_rates",
    "reference_rates",
    "late_payment_figures",
    "construction_figures",
    "payment_reporting",
]
ROWS = [(table, row) for table in TABLES for row in figures(table)]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_figure_holds_from_its_first_day_and_not_the_day_before(table, row):
    day = timedelta(days=1)
    assert figure_on(table, row.key, row.since, "It") == row
    assert figure_on(table, row.key, row.since + day, "It") == row
    earlier = [r for r in figures(table) if r.key == row.key and r.until == row.since - day]
    if earlier:
        assert figure_on(table, row.key, row.since - day, "It") == earlier[0]
    else:
        with pytest.raises(Refusal, match="is not known here, so it is not guessed"):
            figure_on(table, row.key, row.since - day, "It")


@pytest.mark.parametrize(("table", "row"), [(t, r) for t, r in ROWS if r.until])
def test_a_figure_that_ended_does_not_hold_the_day_after(table, row):
    assert figure_on(table, row.key, row.until, "It") == row
    later = [
        r for r in figures(table) if r.key == row.key and r.since == row.until + timedelta(days=1)
    ]
    if later:
        assert figure_on(table, row.key, row.until + timedelta(days=1), "It") == later[0]
    else:
        with pytest.raises(Refusal):
            figure_on(table, row.key, row.until + timedelta(days=1), "It")


def test_every_figure_names_its_source():
    assert all(row.source for _, row in ROWS)


def test_the_newest_is_the_one_that_came_into_force_last():
    assert newest("payment_reporting", "turnover_pence").since == date(2025, 4, 6)


def test_every_reference_rate_was_read_in_its_source():
    assert {row.mark for row in figures("reference_rates")} == {Mark.READ}
