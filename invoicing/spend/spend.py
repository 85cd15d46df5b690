"""Whom did a body pay, how much and when, by the file of spending it published?

Councils and health bodies publish what they pay in layouts of their own. Any of
them becomes rows of supplier, amount in pence and day, or a reason for each row
that does not. Amounts stay whole pence here, not ``Money``: a file may have a
million rows. One sheet is read, the fullest that has all three columns.
Credits are negative and taken; redacted names are taken.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import compress, islice
from typing import Any, NamedTuple

from invoicing.spend.cells import Cells, Repeated
from invoicing.spend.spend_amount_column import amount_column
from invoicing.spend.spend_amounts import DecimalMark, all_pence, decimal_mark, no_amount
from invoicing.spend.spend_columns import Columns, columns, is_contract_register, words
from invoicing.spend.spend_days import day, is_day_first
from invoicing.spend.spend_sheets import Sheet, is_said, sheets_of
from invoicing.spend.spend_totals import totals
from invoicing.spend.text_rows import BrokenRow, Row, Source
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
    """Read a file of spending from its bytes (CSV, .xls, .xlsx); see ``read_spend_of``."""
    return read_spend_of(partial(io.BytesIO, content))


def read_spend_of(source: Source) -> SpendFile:
    """Read a file of spending (CSV, .xls, .xlsx), of CSV never the whole at once.

    What is kept of a row of CSV is about a hundred bytes, and each supplier's name once.
    Refuses a file that is neither, has no sheet with supplier, amount and date,
    or lists contracts and not payments.
    """
    every = sheets_of(source)
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
    amounts: Cells
    days: list[Any]
    rows: Sequence[int]
    foreign: Mapping[int, str]
    wide: frozenset[int]

    def __len__(self) -> int:
        return len(self.suppliers)

    @classmethod
    def of(cls, sheet: Sheet, proposed: Columns, header_rows: int) -> "_Table | None":
        """The table below a header; None where no column of it holds amounts."""
        first = header_rows + 1
        kept = _Kept(sheet, first, proposed)
        amount = amount_column(proposed.amounts, kept.amounts)
        if amount is None:
            return None
        days, *documents = kept.dates
        for others in documents:
            if not all(map(is_said, set(days))):
                days = [p if is_said(p) else d for p, d in zip(days, others, strict=True)]
        table = cls(
            sheet.name,
            proposed.of_amount(amount),
            kept.suppliers,
            kept.amounts[amount.at],
            days,
            range(first, first + len(days)),
            _foreign(kept.currencies, first),
            frozenset(kept.wide),
        )
        table._drop_empty()
        return table

    def _drop_empty(self) -> None:
        """Leave out rows in which supplier, amount and date are all empty."""
        if "" not in self.suppliers:
            return
        rows = zip(self.suppliers, self.amounts, self.days, strict=True)
        kept = [bool(name) or is_said(amount) or is_said(on) for name, amount, on in rows]
        if not all(kept):
            self.rows = list(compress(self.rows, kept))
            self.suppliers = list(compress(self.suppliers, kept))
            self.amounts = Cells(compress(self.amounts, kept))
            self.days = list(compress(self.days, kept))

    def judged(self) -> tuple[Payments, tuple[RefusedRow, ...]]:
        """The rows that are payments, and the others with the reason."""
        # Days repeat over and over, so each way of writing one is read once.
        written = set(self.days)
        first = is_day_first(written)
        day_of = {cell: day(cell, first) for cell in written}
        days = list(map(day_of.__getitem__, self.days))
        mark = decimal_mark(self.amounts)
        amounts = all_pence(self.amounts, mark)
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
                _A_TOTAL
                if at in plain_sums
                else self._reason(at, cell, mark, amounts[at], days[at]),
            )
            for at, cell in enumerate(self.amounts)
            if at in refused
        )
        return taken, tuple(reasons)

    def _reason(
        self, at: int, cell: Any, mark: DecimalMark, amount: int | None, on: date | None
    ) -> str:
        """Why a row was refused; ``cell`` is what stands where its amount should."""
        row, cells = self.rows[at], (self.suppliers[at], cell, self.days[at])
        if all(words(c) == words(h) for c, h in zip(cells, self.columns.headings, strict=True)):
            return "This row repeats the headings."
        if row in self.wide:
            return SAID_OF_WIDE
        lacks = []
        if not self.suppliers[at]:
            lacks.append("There is no supplier.")
        if amount is None:
            lacks.append(no_amount(cell, mark) if is_said(cell) else "There is no amount.")
        if on is None:
            said = is_said(self.days[at])
            lacks.append(
                f"“{_text(self.days[at])[:60]}” is not a date." if said else "There is no date."
            )
        if row in self.foreign:
            lacks.append(f"The amount is in {self.foreign[row]}, not in pounds.")
        return " ".join(lacks)


class _Kept:
    """The wanted columns below the header, and the rows that have more cells than headings.

    A row too short has empty cells. Rows are turned into columns a chunk at a time, so that
    few are alive at once.
    """

    def __init__(self, sheet: Sheet, first: int, proposed: Columns) -> None:
        repeated = partial(Repeated, is_text=sheet.name is None)
        suppliers, currencies = repeated(_text), repeated(_text)
        dates = [repeated(_as_it_is) for _ in proposed.dates]
        self.amounts = {column.at: Cells() for column in proposed.amounts}
        columns: dict[int, Cells | Repeated] = {proposed.supplier: suppliers, **self.amounts}
        columns.update(zip(proposed.dates, dates, strict=True))
        if proposed.currency is not None:
            columns[proposed.currency] = currencies
        self.wide: set[int] = set()
        self._read(sheet, first, proposed, columns)
        self.suppliers, self.currencies = suppliers.cells, currencies.cells
        self.dates = [column.cells for column in dates]

    def _read(
        self, sheet: Sheet, first: int, proposed: Columns, columns: Mapping[int, Cells | Repeated]
    ) -> None:
        needed, headed = max(columns) + 1, last_headed(proposed.header)
        kept = [(place, column.add) for place, column in columns.items()]
        rows = islice(sheet.rows(), first - 1, None)
        at = first
        while chunk := list(islice(rows, _CHUNK)):
            # A cell of a workbook has its place; one of a text file is counted from the left.
            if sheet.name is None and max(map(len, chunk)) > headed:
                self.wide.update(
                    n
                    for n, row in enumerate(chunk, at)
                    if is_wide(row, proposed.header, self.amounts)
                )
            at += len(chunk)
            if min(map(len, chunk)) < needed:
                chunk = [row + [""] * (needed - len(row)) for row in chunk]
            for place, keep in kept:
                keep([row[place] for row in chunk])


def _as_it_is(cell: Any) -> Any:
    return cell


def _foreign(codes: list[str], first: int) -> dict[int, str]:
    """By row, the currency of what is not in pounds."""
    if {code.upper() for code in set(codes)} <= _POUNDS:
        return {}
    return {row: code for row, code in enumerate(codes, first) if code.upper() not in _POUNDS}


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
