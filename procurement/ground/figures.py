"""Which figure was in force on that day, where does it come from, and was it checked?

One table for every figure of law: a key, the first and (where it has one) the last day
in force, the value, its source, and how well it is known. A figure holds until its last
day, or until the next of its key begins. Outside those days there is no figure: it is
refused, never guessed. A rule that needs one takes a ``Figures``: what is shipped here, or
that and what an operator has added since.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files

from procurement.ground.refusal import Refusal

_WARNED_BEFORE = timedelta(days=60)
"""How long before the last known day people are told."""


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
    """A figure and its days (``until`` included; None: until the next of its key begins)."""

    key: str
    since: date
    until: date | None
    value: Decimal
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Every table by its name."""

    tables: Mapping[str, tuple[Figure, ...]]

    def on(self, table: str, key: str, day: date, what: str) -> Figure:
        """The figure in force on ``day``; ``what`` names it in the Refusal where none is known."""
        begun = [row for row in self._rows(table, key) if row.since <= day]
        row = max(begun, key=lambda row: row.since, default=None)
        if row is not None and (row.until is None or day <= row.until):
            return row
        raise Refusal(f"{what} for {day:%-d %B %Y} is not known here, so it is not guessed.")

    def newest(self, table: str, key: str) -> Figure:
        """The figure that came into force last."""
        return max(self._rows(table, key), key=lambda row: row.since)

    def with_added(self, added: Iterable[tuple[str, Figure]]) -> "Figures":
        """These and others, each with the name of its table."""
        tables = dict(self.tables)
        for table, row in added:
            tables[table] = (*tables.get(table, ()), row)
        return Figures(tables)

    def refuse_unfit(self, table: str, row: Figure) -> None:
        """Refuse an addition to what is not there, without its source, or to days already known.

        It follows the last one known. It may be without an end where one without an end is known.
        """
        known = list(self._rows(table, row.key)) if table in self.tables else []
        if not known:
            raise Refusal("Choose which figure it is.", field="figure")
        if row.until is None and all(other.until for other in known):
            raise Refusal("Enter the last day in force: this figure has one.", field="until")
        if row.until is not None and row.until < row.since:
            raise Refusal("It ends before it begins.", field="until")
        if row.value < 0:
            raise Refusal("A figure of law cannot be below 0.", field="value")
        if not row.source.strip():
            raise Refusal("Name where it was published.", field="source")
        for other in known:
            if row.since <= (other.until or other.since):
                raise Refusal(
                    f"A figure is known from {other.since:%-d %B %Y} on. A figure of law is added "
                    "after it, and never changed.",
                    field="since",
                )

    def ending(self) -> Iterator[tuple[str, str, date]]:
        """Table, key and last known day of each figure after which none is known."""
        for table, rows in self.tables.items():
            for key in dict.fromkeys(row.key for row in rows):
                last = self.newest(table, key).until
                if last is not None:
                    yield table, key, last

    def running_out(self, today: date) -> list[tuple[str, date]]:
        """The tables that hold a figure that ends within sixty days, or has; with its last day."""
        first: dict[str, date] = {}
        for table, _, last in self.ending():
            if last - today <= _WARNED_BEFORE:
                first[table] = min(last, first.get(table, last))
        return list(first.items())

    def _rows(self, table: str, key: str) -> Iterator[Figure]:
        return (row for row in self.tables[table] if row.key == key)


def shipped(package: str, *tables: str) -> Figures:
    """The tables ``data/<table>.csv`` of a book of rules."""
    return Figures({table: tuple(_read(package, table)) for table in tables})


def _read(package: str, table: str) -> Iterator[Figure]:
    text = files(package).joinpath(f"data/{table}.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Figure(
            row["key"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            Decimal(row["value"]),
            Mark(row["mark"]),
            row["source"],
        )


SHIPPED = shipped("procurement", "thresholds", "minimum_periods", "living_wage")
