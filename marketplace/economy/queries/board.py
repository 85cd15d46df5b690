"""What does the board of a place see? Received and committed, side by side and never added."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Date, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from invoicing.economy.local_economy import quarter
from invoicing.payments.payment_word import PaymentState
from marketplace.economy.models.fundings import Funding
from marketplace.economy.queries.committed import Commitment, commitments
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import (
    Invoice,
    SubcontractDeduction,
    SubcontractTradedFrom,
)
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation, Payment
from marketplace.payments.queries.payers import Payers, payers_of
from marketplace.payments.queries.received_parts import parts_received
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

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Sum:
    """So much received in one quarter, of one theme, from one payer, by one enterprise."""

    quarter_from: date
    theme: str
    payer: str
    organisation: str
    source: str
    ward_code: str | None
    is_said: bool
    """Only the payer of a bank transfer says so: who should have got it has not confirmed it."""
    pence: int


@dataclass(frozen=True)
class Board:
    """The figures of one place in one period. Received and committed have no common sum."""

    place: Place
    period: Period
    today: date
    all_received: Sequence[Sum]
    all_committed: Sequence[Commitment]
    payers: Payers
    not_known_received_pence: int
    not_known_committed_pence: int

    @cached_property
    def received(self) -> list[Sum]:
        return [total for total in self.all_received if self.period.holds(total.quarter_from)]

    @cached_property
    def committed(self) -> list[Commitment]:
        return [
            commitment
            for commitment in self.all_committed
            if self.period.holds(commitment.signed_on)
        ]

    @property
    def received_pence(self) -> int:
        return sum(total.pence for total in self.received)

    @property
    def said_pence(self) -> int:
        """What of it is said by the payer of a bank transfer, and not confirmed yet."""
        return sum(total.pence for total in self.received if total.is_said)

    @property
    def committed_pence(self) -> int:
        return sum(commitment.pence for commitment in self.committed)

    @property
    def enterprises(self) -> int:
        """How many counted enterprises were paid."""
        by_enterprise = _totals(self.received, lambda total: total.organisation)
        return sum(pence > 0 for pence in by_enterprise.values())

    @property
    def contracts(self) -> int:
        """How many contracts the committed sum stands in."""
        return len({commitment.contract_id for commitment in self.committed})

    @property
    def is_empty(self) -> bool:
        return not (self.all_received or self.all_committed or self.payers.each)

    def received_by(self, dimension: str) -> list[tuple[str, int]]:
        """Pence by ``theme``, ``payer``, ``source`` or ``organisation``, the largest first."""
        return _largest_first(_totals(self.received, lambda total: getattr(total, dimension)))

    @property
    def committed_by_theme(self) -> list[tuple[str, int]]:
        return _largest_first(_totals(self.committed, lambda commitment: commitment.theme))

    @property
    def received_by_ward(self) -> dict[str, int]:
        """Pence by ward code, every ward of the place among them."""
        by_ward = dict.fromkeys(sorted(self.place.ward_codes), 0)
        for total in self.received:
            if total.ward_code is not None:
                by_ward[total.ward_code] = by_ward.get(total.ward_code, 0) + total.pence
        return by_ward

    @property
    def received_by_quarter(self) -> list[tuple[str, int]]:
        return self._by_quarter((total.quarter_from, total.pence) for total in self.received)

    @property
    def committed_by_quarter(self) -> list[tuple[str, int]]:
        return self._by_quarter(
            (commitment.signed_on, commitment.pence) for commitment in self.committed
        )

    def _by_quarter(self, sums: Iterable[tuple[date, int]]) -> list[tuple[str, int]]:
        by_quarter = dict.fromkeys(self._quarters(), 0)
        for day, pence in sums:
            by_quarter[quarter(day)] += pence
        return list(by_quarter.items())

    def _quarters(self) -> list[str]:
        """Every quarter of the period in which there could be money, the first one first."""
        days = [total.quarter_from for total in self.all_received]
        days += [commitment.signed_on for commitment in self.all_committed]
        first = max(min(days, default=self.today), self.period.first)
        last = min(max([*days, self.today]), self.period.last)
        quarters = [(year, q) for year in range(first.year, last.year + 1) for q in range(1, 5)]
        from_, to = quarter(first), quarter(last)
        return [name for year, q in quarters if from_ <= (name := f"{year} Q{q}") <= to]

    @property
    def periods(self) -> list[Period]:
        """What can be chosen: all time, each year, and its quarters, the newest first."""
        days = [total.quarter_from for total in self.all_received]
        first = min(
            [*days, *(commitment.signed_on for commitment in self.all_committed), self.today]
        )
        chosen = [Period()]
        for year in range(self.today.year, first.year - 1, -1):
            chosen.append(Period(year))
            quarters = [Period(year, number) for number in (4, 3, 2, 1)]
            chosen += [
                period for period in quarters if period.first <= self.today and period.last >= first
            ]
        return chosen


def board_of(place: Place, period: Period, today: date) -> Board:
    """Everything on the board's page, in a fixed number of queries."""
    promised = commitments()
    return Board(
        place,
        period,
        today,
        received_in(place),
        [commitment for commitment in promised if commitment.ward_code in place.ward_codes],
        payers_of(place, period.first, min(period.last, today)),
        _not_known_received(period),
        sum(
            commitment.pence
            for commitment in promised
            if commitment.ward_code is None and period.holds(commitment.signed_on)
        ),
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The two figures of the front page, of all time. They are never added."""

    place: Place
    received_pence: int
    committed_pence: int


def headline(place: Place) -> Headline:
    """Received and committed in a place: two queries."""
    return Headline(
        place,
        sum(total.pence for total in received_in(place)),
        sum(
            commitment.pence
            for commitment in commitments()
            if commitment.ward_code in place.ward_codes
        ),
    )


def received_in(place: Place) -> list[Sum]:
    """The ledger of a place, summed by the database; one query."""
    payer = func.coalesce(Organisation.name, Funding.funder_name, "")
    quarter_from = cast(func.date_trunc("quarter", LedgerEntry.received_on), Date)
    keys: list[Any] = [
        quarter_from,
        LedgerEntry.theme,
        payer,
        LedgerEntry.organisation_id,
        LedgerEntry.source,
        LedgerEntry.ward_code,
        func.coalesce(Payment.state == PaymentState.SAID, False),
    ]
    rows: Sequence[Any] = db.session.execute(
        select(*keys, func.sum(LedgerEntry.amount))
        .join(Organisation, Organisation.id == LedgerEntry.buyer_id, isouter=True)
        .join(Funding, Funding.id == LedgerEntry.funding_id, isouter=True)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id, isouter=True)
        .join(Payment, Payment.id == Allocation.payment_id, isouter=True)
        .where(LedgerEntry.places.contains([place.slug]))
        .group_by(*keys)
    ).all()
    return [
        Sum(row[0], row[1], row[2], str(row[3]), str(row[4].value), row[5], row[6], _pence(row[7]))
        for row in rows
    ]


def _not_known_received(period: Period) -> int:
    """Net pence that reached counted enterprises whose postcode is not among the known ones."""
    allocation, paid, onward = aliased(Allocation), aliased(Payment), aliased(SubcontractTradedFrom)
    supplier = exists().where(
        allocation.invoice_id == Invoice.id,
        allocation.payment_id == paid.id,
        paid.is_counted,
        paid.ward_code.is_(None),
    )
    subcontractor = exists().where(
        SubcontractDeduction.invoice_id == Invoice.id,
        SubcontractDeduction.id == onward.deduction_id,
        onward.is_counted,
        onward.ward_code.is_(None),
    )
    parts = parts_received(or_(supplier, subcontractor))
    return sum(part.not_known.pence for part in parts if period.holds(part.allocation.counts_on))


def _totals(rows: Iterable[Any], key: Callable[[Any], str]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        sums[key(row)] += row.pence
    return sums


def _largest_first(sums: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


def _pence(amount: Any) -> int:
    return int(getattr(amount, "pence", amount))
