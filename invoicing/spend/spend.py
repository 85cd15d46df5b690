"""Whom did a body pay, how much and when, by the file of spending it published?

Councils and health bodies publish what they pay in layouts of their own. Any of
them becomes rows of supplier, amount in pence and day, or a reason for each row
that does not. Amounts stay whole pence here, not ``Money``: a file may have a
million rows. One sheet is read, the fullest that has all three columns.
Credits are negative and taken; redacted names are taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from invoicing.spend.spend_amount_column import amount_column
from invoicing.spend.spend_amounts import DecimalMark, decimal_mark, no_amount, pence
from invoicing.spend.spend_columns import Columns, columns, is_contract_register, words
from invoicing.spend.spend_days import day, is_day_first
from invoicing.spend.spend_sheets import BrokenRow, Row, Sheet, is_said, sheets
from invoicing.spend.spend_totals import totals
from invoicing.spend.wide_rows import SAID_OF_WIDE, is_wide, last_headed
from procurement.ground.refusal import Refusal

_HEADER_WITHIN = 40
_CHUNK = 250
_A_TOTAL = "This is a total, not a payment."
_POUNDS = frozenset({"", "GBP", "£"})


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
    every = sheets(content)
    tables = [table for sheet in every if (table := _table(sheet)) is not None]
    if not tables:
        raise _unusable(every)
    # Of sheets as full as each other, the first.
    fullest = max(tables, key=len)
    names = tuple(s.name for s in every if s.name is not None and s.name != fullest.sheet)
    payments, refused = fullest.judged()
    return SpendFile(payments, refused, fullest.columns, fullest.sheet, names)


def _unusable(every: list[Sheet]) -> Refusal:
    for sheet in every:
        rows, broken = _top(sheet)
        if broken:
            return broken
        if any(map(is_contract_register, rows)):
            return Refusal(
                "This is a register of contracts: it lists no payments with their dates."
            )
    return Refusal("No sheet has a heading row with a supplier, an amount and a date of payment.")


def _top(sheet: Sheet) -> tuple[list[Row], BrokenRow | None]:
    """The first rows of a sheet, as far as they can be read, and what stops the reading."""
    top: list[Row] = []
    try:
        for row in islice(sheet.rows(), _HEADER_WITHIN):
            top.append(row)
    except BrokenRow as no:
        return top, no
    return top, None


def _table(sheet: Sheet) -> "_Table | None":
    """The data rows of a sheet, or None where it has no header with all three columns."""
    for at, row in enumerate(_top(sheet)[0]):
        proposed = columns(row)
        if proposed is not None and (table := _Table.of(sheet, proposed, at + 1)) is not None:
            return table
    return None


@dataclass(slots=True)
class _Table:
    """The cells of the three columns, row by row, without the rows that have none.

    ``foreign`` has the currency, and ``wide`` is the rows with more cells than headings.
    """

    sheet: str | None
    columns: Columns
    suppliers: list[str]
    amounts: list[Any]
    days: list[Any]
    rows: Sequence[int]
    foreign: Mapping[int, str]
    wide: frozenset[int]

    def __len__(self) -> int:
        return len(self.suppliers)

    @classmethod
    def of(cls, sheet: Sheet, proposed: Columns, header_rows: int) -> "_Table | None":
        """The table below a header; None where no column of it holds amounts."""
        wanted = [proposed.supplier, *proposed.dates, *(a.at for a in proposed.amounts)]
        if proposed.currency is not None:
            wanted.append(proposed.currency)
        first = header_rows + 1
        cells, wide = _cells(sheet, first, wanted, proposed)
        amount = amount_column(proposed.amounts, cells)
        if amount is None:
            return None
        suppliers = [
            cell.strip() if type(cell) is str else _text(cell) for cell in cells[proposed.supplier]
        ]
        days, *documents = (cells[at] for at in proposed.dates)
        for others in documents:
            days = [p if is_said(p) else d for p, d in zip(days, others, strict=True)]
        foreign = {}
        if proposed.currency is not None:
            foreign = _foreign(cells[proposed.currency], first)
        rows = range(first, first + len(days))
        table = cls(
            sheet.name, proposed.of_amount(amount), suppliers, cells[amount.at], days, rows,
            foreign, wide,
        )  # fmt: skip
        table._drop_empty()
        return table

    def _drop_empty(self) -> None:
        """Leave out rows in which supplier, amount and date are all empty."""
        gone = {
            at
            for at, supplier in enumerate(self.suppliers)
            if not supplier and not is_said(self.amounts[at]) and not is_said(self.days[at])
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
        mark = decimal_mark(self.amounts)
        amounts = [pence(cell, mark) for cell in self.amounts]
        sums = totals(self.suppliers, amounts)
        refused = set(sums)
        for marked in (self.foreign, self.wide):
            if marked:
                refused |= {at for at, row in enumerate(self.rows) if row in marked}
        for column in (self.suppliers, amounts, days):
            # Looking for one first is far quicker than asking every row.
            if None in column or "" in column:
                refused.update(at for at, cell in enumerate(column) if cell is None or cell == "")
        if not refused:
            return Payments(self.suppliers, amounts, days, self.rows), ()  # type: ignore[arg-type]
        good = [at for at in range(len(self)) if at not in refused]
        taken = Payments(
            [self.suppliers[at] for at in good],
            [amounts[at] for at in good],  # type: ignore[misc]
            [days[at] for at in good],  # type: ignore[misc]
            [self.rows[at] for at in good],
        )
        # A total has seldom a day; one with a day that cannot be read may be something else.
        plain_sums = {at for at in sums if days[at] is not None or not is_said(self.days[at])}
        reasons = (
            RefusedRow(
                self.rows[at],
                _A_TOTAL if at in plain_sums else self._reason(at, mark, amounts[at], days[at]),
            )
            for at in sorted(refused)
        )
        return taken, tuple(reasons)

    def _reason(self, at: int, mark: DecimalMark, amount: int | None, on: date | None) -> str:
        row, cells = self.rows[at], (self.suppliers[at], self.amounts[at], self.days[at])
        if all(words(c) == words(h) for c, h in zip(cells, self.columns.headings, strict=True)):
            return "This row repeats the headings."
        if row in self.wide:
            return SAID_OF_WIDE
        lacks = []
        if not self.suppliers[at]:
            lacks.append("There is no supplier.")
        if amount is None:
            said = is_said(self.amounts[at])
            lacks.append(no_amount(self.amounts[at], mark) if said else "There is no amount.")
        if on is None:
            said = is_said(self.days[at])
            lacks.append(
                f"“{_text(self.days[at])[:60]}” is not a date." if said else "There is no date."
            )
        if row in self.foreign:
            lacks.append(f"The amount is in {self.foreign[row]}, not in pounds.")
        return " ".join(lacks)


def _cells(
    sheet: Sheet, first: int, wanted: Sequence[int], proposed: Columns
) -> tuple[dict[int, list[Any]], frozenset[int]]:
    """The wanted columns below the header, and the rows that have more cells than headings.

    A row too short has empty cells. Rows are turned into columns a chunk at a time, so that
    few are alive at once.
    """
    pick, needed, headed = itemgetter(*wanted), max(wanted) + 1, last_headed(proposed.header)
    amounts = [column.at for column in proposed.amounts]
    kept: list[list[Any]] = [[] for _ in wanted]
    wide: set[int] = set()
    rows = islice(sheet.rows(), first - 1, None)
    while chunk := list(islice(rows, _CHUNK)):
        # A cell of a workbook has its place; one of a text file is counted from the left.
        if sheet.name is None and max(map(len, chunk)) > headed:
            at = first + len(kept[0])
            wide.update(
                n for n, row in enumerate(chunk, at) if is_wide(row, proposed.header, amounts)
            )
        if min(map(len, chunk)) < needed:
            chunk = [row + [""] * (needed - len(row)) for row in chunk]
        for column, more in zip(kept, zip(*map(pick, chunk), strict=True), strict=True):
            column += more
    return dict(zip(wanted, kept, strict=True)), frozenset(wide)


def _foreign(codes: list[Any], first: int) -> dict[int, str]:
    """By row, the currency of what is not in pounds."""
    if {_text(code).upper() for code in set(codes)} <= _POUNDS:
        return {}
    return {
        row: _text(code)
        for row, code in enumerate(codes, first)
        if _text(code).upper() not in _POUNDS
    }


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
