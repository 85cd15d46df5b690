from datetime import date, timedelta

import pytest

from invoicing.ground.figures import SHIPPED
from procurement.ground.figures import Mark
from procurement.ground.refusal import Refusal

ROWS = [(table, row) for table, rows in SHIPPED.tables.items() for row in rows]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_figure_holds_from_its_first_day_and_not_the_day_before(table, row):
    day = timedelta(days=1)
    assert SHIPPED.on(table, row.key, row.since, "It") == row
    assert SHIPPED.on(table, row.key, row.since + day, "It") == row
    earlier = [r for r in SHIPPED.tables[table] if r.key == row.key and r.until == row.since - day]
    if earlier:
        assert SHIPPED.on(table, row.key, row.since - day, "It") == earlier[0]
    else:
        with pytest.raises(Refusal, match="is not known here, so it is not guessed"):
            SHIPPED.on(table, row.key, row.since - day, "It")


@pytest.mark.parametrize(("table", "row"), [(t, r) for t, r in ROWS if r.until])
def test_a_figure_that_ended_does_not_hold_the_day_after(table, row):
    assert SHIPPED.on(table, row.key, row.until, "It") == row
    later = [
        r
        for r in SHIPPED.tables[table]
        if r.key == row.key and r.since == row.until + timedelta(days=1)
    ]
    if later:
        assert SHIPPED.on(table, row.key, row.until + timedelta(days=1), "It") == later[0]
    else:
        with pytest.raises(Refusal):
            SHIPPED.on(table, row.key, row.until + timedelta(days=1), "It")


def test_every_figure_names_its_source():
    assert all(row.source for _, row in ROWS)


def test_the_newest_is_the_one_that_came_into_force_last():
    assert SHIPPED.newest("payment_reporting", "turnover_pence").since == date(2025, 4, 6)


def test_every_reference_rate_was_read_in_its_source():
    assert {row.mark for row in SHIPPED.tables["reference_rates"]} == {Mark.READ}
