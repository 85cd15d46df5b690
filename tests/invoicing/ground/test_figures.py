from datetime import date, timedelta
from decimal import Decimal

import pytest

from invoicing.ground.figures import SHIPPED
from procurement.ground.figures import Figure, Mark
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


def vat(since: str, until: str | None, percent: int) -> tuple[str, Figure]:
    last = date.fromisoformat(until) if until else None
    return (
        "vat_rates",
        Figure("standard", date.fromisoformat(since), last, Decimal(percent), Mark.READ, "An Act"),
    )


def test_a_figure_without_a_last_day_holds_until_the_next_one_begins():
    known = SHIPPED.with_added([vat("2027-04-01", "2027-09-30", 15)])
    assert known.on("vat_rates", "standard", date(2027, 3, 31), "It").value == 20
    assert known.on("vat_rates", "standard", date(2027, 9, 30), "It").value == 15
    with pytest.raises(Refusal, match="1 October 2027 is not known"):
        known.on("vat_rates", "standard", date(2027, 10, 1), "It")
    assert ("vat_rates", date(2027, 9, 30)) in known.running_out(date(2027, 8, 1))
    again = known.with_added([vat("2027-10-01", None, 20)])
    assert again.on("vat_rates", "standard", date(2030, 1, 1), "It").value == 20
    assert "vat_rates" not in dict(again.running_out(date(2027, 8, 1)))


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2011-01-04", None, "A figure is known from 4 January 2011 on"),
        ("2027-09-30", None, "A figure is known from 1 April 2027 on"),
        ("2026-01-01", "2026-06-30", "A figure is known from 1 April 2027 on"),
        ("2027-10-01", None, ""),
        ("2027-10-01", "2027-12-31", ""),
    ],
)
def test_what_is_added_follows_what_is_known(since, until, sentence):
    known = SHIPPED.with_added([vat("2027-04-01", "2027-09-30", 15)])
    if not sentence:
        known.refuse_unfit(*vat(since, until, 20))
        return
    with pytest.raises(Refusal, match=sentence):
        known.refuse_unfit(*vat(since, until, 20))


def test_every_figure_names_its_source():
    assert all(row.source for _, row in ROWS)


def test_the_newest_is_the_one_that_came_into_force_last():
    assert SHIPPED.newest("payment_reporting", "turnover_pence").since == date(2025, 4, 6)


def test_every_reference_rate_was_read_in_its_source():
    assert {row.mark for row in SHIPPED.tables["reference_rates"]} == {Mark.READ}
