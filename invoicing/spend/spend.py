"""Whom did a body pay, how much and when, by the file of spending it published?

Councils and health bodies publish what they pay in layouts of their own. Any of
them becomes rows of supplier, amount in pence and day, or a reason for each row
that does not. One sheet is read, the fullest that has all three columns.
Credits are negative and taken; redacted names are taken.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from invoicing.spend.spend_columns import Columns, columns, is_contract_register, words
from invoicing.spend.spend_sheets import Row, Sheet, sheets
from invoicing.spend.spend_values import day, is_day_first, pence
from procurement.ground.refusal import Refusal

_HEADER_WITHIN = 40
_CHUNK = 2_000


class Payment(NamedTuple):
    """One payment; ``row`` counts from 1 at the top of the sheet."""

    supplier: str
    amount_pence: int
    on: date
    row: int


class RefusedRow(NamedTuple):
    """A row that was not taken, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments kept column by column, which a million of them ask for."""

    suppliers: Sequence[str]
    amounts_pence: Sequence[int]
    days: Sequence[date]
    rows: Sequence[int]

    def __len__(self) -> int:
        return len(self.suppliers)

    def __iter__(self) -> Iterator[Payment]:
        return map(Payment, self.suppliers, self.amounts_pence, self.days, self.rows)

    @property
    def total_pence(self) -> int:
        return sum(self.amounts_pence)


@dataclass(frozen=True, slots=True)
class SpendFile:
    """What was read: payments and refused rows add up to the data rows."""

    payments: Payments
    refused: tuple[RefusedRow, ...]
    columns: Columns
    sheet: str | None
    sheets_ignored: tuple[str, ...]


def read_spend(content: bytes) -> SpendFile:
    """Read a file of spending from its bytes (CSV, .xls, .xlsx).

    Refuses a file that is neither, has no sheet with supplier, amount and date,
    or lists contracts and not payments.
    """
    book = sheets(content)
    tables = [table for sheet in book if (table := _table(sheet)) is not None]
    if not tables:
        raise Refusal(_why_unusable(book))
    # Of sheets as full as each other, the first.
    fullest = max(tables, key=len)
    names = tuple(s.name for s in book if s.name is not None and s.name != fullest.sheet)
    payments, refused = fullest.judged()
    return SpendFile(payments, refused, fullest.columns, fullest.sheet, names)


def _why_unusable(book: list[Sheet]) -> str:
    for sheet in book:
        if any(is_contract_register(row) for row in _top(sheet)):
            return "This is a register of contracts: it lists no payments with their dates."
    return "No sheet has a heading row with a supplier, an amount and a date of payment."


def _top(sheet: Sheet) -> list[Row]:
    """The first rows of a sheet, as far as they can be read."""
    top: list[Row] = []
    try:
        for row in islice(sheet.rows(), _HEADER_WITHIN):
            top.append(row)
    except csv.Error:
        return top
    return top


def _table(sheet: Sheet) -> "_Table | None":
    """The data rows of a sheet, or None where it has no header with all three columns."""
    for at, row in enumerate(_top(sheet)):
        if (headings := columns(row)) is not None:
            return _Table.of(sheet, headings, at + 1)
    return None


@dataclass(slots=True)
class _Table:
    """The cells of the three columns, row by row, without the rows that have none."""

    sheet: str | None
    columns: Columns
    suppliers: list[str]
    amounts: list[Any]
    days: list[Any]
    rows: Sequence[int]
    foreign: dict[int, str]

    def __len__(self) -> int:
        return len(self.suppliers)

    @classmethod
    def of(cls, sheet: Sheet, columns: Columns, header_rows: int) -> "_Table":
        wanted = (columns.supplier, columns.amount, *columns.dates)
        if columns.currency is not None:
            wanted += (columns.currency,)
        try:
            cells = _cells(sheet, header_rows, wanted)
        except csv.Error as error:
            raise Refusal("A quotation mark in this file is opened and never closed.") from error
        named, amounts, *rest = cells
        suppliers = [cell.strip() if type(cell) is str else _text(cell) for cell in named]
        foreign = _foreign(rest.pop()) if columns.currency is not None else {}
        days = rest[0]
        if len(rest) > 1:
            days = [p if _said(p) else d for p, d in zip(rest[0], rest[1], strict=True)]
        first = header_rows + 1
        table = cls(
            sheet.name, columns, suppliers, amounts, days, range(first, first + len(days)), {}
        )
        table.foreign = {at + first: code for at, code in foreign.items()}
        table._drop_empty()
        return table

    def _drop_empty(self) -> None:
        """Leave out rows in which supplier, amount and date are all empty."""
        gone = {
            at
            for at, supplier in enumerate(self.suppliers)
            if not supplier and not _said(self.amounts[at]) and not _said(self.days[at])
        }
        if gone:
            kept = [at for at in range(len(self)) if at not in gone]
            self.rows = [self.rows[at] for at in kept]
            self.suppliers = [self.suppliers[at] for at in kept]
            self.amounts = [self.amounts[at] for at in kept]
            self.days = [self.days[at] for at in kept]

    def judged(self) -> tuple[Payments, tuple[RefusedRow, ...]]:
        """The rows that are payments, and the others with the reason."""
        # Days repeat over and over, so each way of writing one is read once.
        written = set(self.days)
        first = is_day_first(written)
        day_of = {cell: day(cell, first) for cell in written}
        days = list(map(day_of.__getitem__, self.days))
        amounts = list(map(pence, self.amounts))
        bad: set[int] = set()
        if self.foreign:
            bad = {at for at, row in enumerate(self.rows) if row in self.foreign}
        for column in (self.suppliers, amounts, days):
            # Looking for one first is far quicker than asking every row.
            if None in column or "" in column:
                bad.update(at for at, cell in enumerate(column) if cell is None or cell == "")
        if not bad:
            return Payments(self.suppliers, amounts, days, self.rows), ()  # type: ignore[arg-type]
        good = [at for at in range(len(self)) if at not in bad]
        taken = Payments(
            [self.suppliers[at] for at in good],
            [amounts[at] for at in good],  # type: ignore[misc]
            [days[at] for at in good],  # type: ignore[misc]
            [self.rows[at] for at in good],
        )
        reasons = (
            RefusedRow(self.rows[at], self._reason(at, self.suppliers[at], amounts[at], days[at]))
            for at in sorted(bad)
        )
        return taken, tuple(reasons)

    def _reason(self, at: int, name: str, amount: int | None, on: date | None) -> str:
        cells = (self.suppliers[at], self.amounts[at], self.days[at])
        if all(words(c) == words(h) for c, h in zip(cells, self.columns.headings, strict=True)):
            return "This row repeats the headings."
        lacks = []
        if not name:
            lacks.append("There is no supplier.")
        if amount is None:
            lacks.append(_not_a(self.amounts[at], "amount", "an amount in pounds"))
        if on is None:
            lacks.append(_not_a(self.days[at], "date", "a date"))
        if self.rows[at] in self.foreign:
            lacks.append(f"The amount is in {self.foreign[self.rows[at]]}, not in pounds.")
        return " ".join(lacks)


def _cells(sheet: Sheet, skipped: int, wanted: tuple[int, ...]) -> list[list[Any]]:
    """The wanted cells below the header, column by column; a row too short has empty ones."""
    pick = itemgetter(*wanted)
    try:
        return _columns(map(pick, islice(sheet.rows(), skipped, None)), len(wanted))
    except IndexError:
        width = max(wanted) + 1
        rows = islice(sheet.rows(), skipped, None)
        whole = (pick(row + [""] * (width - len(row))) for row in rows)
        return _columns(whole, len(wanted))


def _columns(picked: Iterator[tuple[Any, ...]], count: int) -> list[list[Any]]:
    """Rows turned into columns, a chunk at a time, so that few rows are alive at once."""
    kept: list[list[Any]] = [[] for _ in range(count)]
    while chunk := list(islice(picked, _CHUNK)):
        for column, more in zip(kept, zip(*chunk, strict=True), strict=True):
            column += more
    return kept


def _foreign(codes: list[Any]) -> dict[int, str]:
    if {str(code).strip().upper() for code in set(codes) if _said(code)} <= {"GBP", "£"}:
        return {}
    return {
        at: str(code).strip()
        for at, code in enumerate(codes)
        if _said(code) and str(code).strip().upper() not in {"GBP", "£"}
    }


def _said(cell: Any) -> bool:
    return cell is not None and (type(cell) is not str or bool(cell.strip()))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _not_a(cell: Any, noun: str, what: str) -> str:
    return f"“{_text(cell)[:60]}” is not {what}." if _said(cell) else f"There is no {noun}."
