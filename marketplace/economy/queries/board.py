"""What does the board of a place see? Received and committed, side by side and never added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from invoicing.economy.local_economy import quarter
from marketplace.economy.queries.opportunities import supply_chain_opportunities
from marketplace.economy.queries.totals import (
    Total,
    enterprises_paid,
    payer_names,
    total_of,
    totals_by_quarter,
    totals_of,
)
from marketplace.engine.paging import Beside
from marketplace.payments.queries.payers import Payers, payers_of
from procurement.organisations.place import Place

FIRST_PLACE = "greater-icknield"
"""The place that is shown where none was chosen."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, a quarter of one, or with neither all time."""

    year: int | None = None
    number: int | None = None

    @classmethod
    def read(cls, text: str) -> "Period":
        """``2026``, ``2026-Q4``, or all time for anything else."""
        year, _, number = text.partition("-Q")
        if not (year.isdecimal() and year.isascii() and len(year) == 4 and year > "1000"):
            return cls()
        return cls(int(year), int(number) if number in {"1", "2", "3", "4"} else None)

    @property
    def slug(self) -> str:
        if self.year is None:
            return "all"
        return f"{self.year}-Q{self.number}" if self.number else str(self.year)

    @property
    def name(self) -> str:
        if self.year is None:
            return "All time"
        months = {1: "January to March", 2: "April to June", 3: "July to September"}
        if self.number is None:
            return f"Year {self.year}"
        return f"{self.year} Q{self.number} ({months.get(self.number, 'October to December')})"

    @property
    def first(self) -> date:
        """The first day."""
        if self.year is None:
            return date(1900, 1, 1)
        return date(self.year, 3 * (self.number or 1) - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        if self.year is None:
            return date(9999, 12, 31)
        if self.number in (None, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * (self.number or 0) + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Board:
    """The figures of one place in one period. Received and committed have no common sum."""

    place: Place
    period: Period
    today: date
    totals: Sequence[Total]
    by_quarter: Sequence[Total]
    """Of all time."""
    names: dict[str, str]
    enterprises: int
    """How many counted enterprises were paid."""
    payers: Payers
    opportunities: int
    """Supply-chain opportunities that went to social enterprises of the place."""

    @property
    def received_pence(self) -> int:
        return self._pence(self._of("received", "total"))

    @property
    def said_pence(self) -> int:
        """What of it is said by the payer of a bank transfer, and not confirmed yet."""
        said = self._of("received", "said")
        return self._pence(total for total in said if total.name == "yes")

    @property
    def committed_pence(self) -> int:
        return self._pence(self._of("committed", "total"))

    @property
    def contracts(self) -> int:
        """How many contracts the committed sum stands in."""
        return sum(total.lines for total in self._of("committed", "total"))

    @property
    def not_known_received_pence(self) -> int:
        """What reached counted enterprises whose postcode is not among the known ones."""
        return self._pence(self._of("received", "total", place=""))

    @property
    def not_known_committed_pence(self) -> int:
        return self._pence(self._of("committed", "total", place=""))

    @property
    def is_empty(self) -> bool:
        return not (self.by_quarter or self.payers.listed.rows)

    def received_by(self, kind: str) -> list[tuple[str, int]]:
        """Pence by ``theme``, ``payer`` or ``source``, the largest first."""
        return self._largest_first(self._of("received", kind))

    @property
    def committed_by_theme(self) -> list[tuple[str, int]]:
        return self._largest_first(self._of("committed", "theme"))

    @property
    def received_by_ward(self) -> dict[str, int]:
        """Pence by ward code, every ward of the place among them."""
        by_ward = dict.fromkeys(sorted(self.place.ward_codes), 0)
        for total in self._of("received", "ward"):
            if total.name:
                by_ward[total.name] = total.pence
        return by_ward

    @property
    def received_by_quarter(self) -> list[tuple[str, int]]:
        return self._by_quarter("received")

    @property
    def committed_by_quarter(self) -> list[tuple[str, int]]:
        return self._by_quarter("committed")

    def _by_quarter(self, stage: str) -> list[tuple[str, int]]:
        by_quarter = dict.fromkeys(self._quarters(), 0)
        for total in self.by_quarter:
            name = total.period.replace("-", " ")
            if total.stage == stage and name in by_quarter:
                by_quarter[name] = total.pence
        return list(by_quarter.items())

    @cached_property
    def _first_days(self) -> list[date]:
        """Of every quarter in which there was money."""
        return [Period.read(total.period).first for total in self.by_quarter]

    def _quarters(self) -> list[str]:
        """Every quarter of the period in which there could be money, the first one first."""
        first = max(min(self._first_days, default=self.today), self.period.first)
        last = min(max([*self._first_days, self.today]), self.period.last)
        quarters = [(year, q) for year in range(first.year, last.year + 1) for q in range(1, 5)]
        from_, to = quarter(first), quarter(last)
        return [name for year, q in quarters if from_ <= (name := f"{year} Q{q}") <= to]

    @property
    def periods(self) -> list[Period]:
        """What can be chosen: all time, each year, and its quarters, the newest first."""
        first = min([*self._first_days, self.today])
        chosen = [Period()]
        for year in range(self.today.year, first.year - 1, -1):
            chosen.append(Period(year))
            quarters = [Period(year, number) for number in (4, 3, 2, 1)]
            chosen += [
                period for period in quarters if period.first <= self.today and period.last >= first
            ]
        return chosen

    def _of(self, stage: str, kind: str, *, place: str | None = None) -> list[Total]:
        where = self.place.slug if place is None else place
        return [
            total
            for total in self.totals
            if (total.stage, total.kind, total.place) == (stage, kind, where)
        ]

    @staticmethod
    def _pence(totals: Iterable[Total]) -> int:
        return sum(total.pence for total in totals)

    def _largest_first(self, totals: Iterable[Total]) -> list[tuple[str, int]]:
        """Pence by what each is called: payers of one name stand in one line."""
        sums: dict[str, int] = {}
        for total in totals:
            name = self.names.get(total.name, total.name)
            sums[name] = sums.get(name, 0) + total.pence
        return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


def board_of(place: Place, period: Period, today: date, beside: Beside | None = None) -> Board:
    """Everything on the board's page, in a fixed number of queries, from kept totals and one count.

    ``beside`` is where the page of buyers begins.
    """
    totals = totals_of(place.slug, period.slug)
    return Board(
        place,
        period,
        today,
        totals,
        totals_by_quarter(place.slug),
        payer_names({total.name for total in totals if total.kind == "payer"}),
        enterprises_paid(place.slug, period.slug),
        payers_of(place.slug, period.slug, min(period.last, today), beside or Beside()),
        supply_chain_opportunities(place, period.first, period.last),
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The two figures of the front page, of all time. They are never added."""

    place: Place
    received_pence: int
    committed_pence: int


def headline(place: Place) -> Headline:
    """Received and committed in a place: two queries."""
    received, committed = (
        total_of(stage, place.slug, "all", {}).pence for stage in ("received", "committed")
    )
    return Headline(place, received, committed)
