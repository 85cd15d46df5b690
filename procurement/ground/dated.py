"""Which figure was in force on that day, where does it come from, and was it checked?

A table keyed by the day each figure came into force. Outside its days there is
no figure: it is refused, never guessed.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from procurement.ground.refusal import Refusal


class Mark(StrEnum):
    """How well a figure or a rule is known."""

    READ = "V"
    """Read in the source that is named."""
    GENERAL = "K"
    """General knowledge, not found in a source."""
    NOT_FOUND = "?"
    """Looked for and not found."""

    def caution(self) -> str:
        """What to tell people beside it: nothing where the source was read."""
        if self is Mark.READ:
            return ""
        if self is Mark.GENERAL:
            return " (General knowledge: check it with your adviser before you rely on it.)"
        return " (No source was found for this: ask your adviser.)"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the days on which it is in force (``until`` included; None: no end known)."""

    key: str
    since: date
    until: date | None
    value: int
    mark: Mark
    source: str

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def figure(table: str, key: str, day: date) -> Figure:
    """The figure of ``data/<table>.csv`` in force on ``day``. Refuses a day without one."""
    rows = [row for row in _rows(table) if row.key == key]
    for row in rows:
        if row.is_in_force(day):
            return row
    known = ", ".join(
        f"{row.since:%-d %B %Y} to {f'{row.until:%-d %B %Y}' if row.until else 'now'}"
        for row in rows
    )
    what = key.replace("_", " ")
    raise Refusal(
        f"No figure is known for {day:%-d %B %Y} ({table.replace('_', ' ')}: {what}). "
        + (f"Figures are known for {known}." if known else "There is none for this kind.")
    )


def figures(table: str) -> tuple[Figure, ...]:
    """Every row of a table, for a page that shows the figures with their sources."""
    return _rows(table)


@cache
def _rows(table: str) -> tuple[Figure, ...]:
    text = files("procurement").joinpath(f"data/{table}.csv").read_text("utf-8")
    return tuple(
        Figure(
            row["key"],
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            int(next(row[name] for name in row if name in ("amount_pence", "days", "percent"))),
            Mark(row["mark"]),
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )
