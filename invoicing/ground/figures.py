"""Which figure was in force on a day, and where does it come from?

The tables are in ``data/``: a key, the first and (where it has one) the last day
in force, the value, its source, and a mark that says whether the source was read.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from procurement.ground.dated import Mark
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of a table: in force from ``since`` to ``until`` (None: still)."""

    key: str
    since: date
    until: date | None
    value: Decimal
    mark: Mark
    source: str


@cache
def figures(table: str) -> tuple[Figure, ...]:
    """The rows of ``data/<table>.csv``, in order."""
    text = files("invoicing").joinpath(f"data/{table}.csv").read_text("utf-8")
    return tuple(
        Figure(
            row["key"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            Decimal(row["value"]),
            Mark(row["mark"]),
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def figure_on(table: str, key: str, day: date, what: str) -> Figure:
    """The figure in force on ``day``; ``what`` names it in the Refusal where none is known."""
    for row in figures(table):
        if row.key == key and row.since <= day and (row.until is None or day <= row.until):
            return row
    raise Refusal(f"{what} for {day:%-d %B %Y} is not known here, so it is not guessed.")


def newest(table: str, key: str) -> Figure:
    """The figure that came into force last."""
    return max((row for row in figures(table) if row.key == key), key=lambda row: row.since)
