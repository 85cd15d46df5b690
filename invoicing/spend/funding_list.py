"""Which grants and other funding does a list hold that somebody keeps in a spreadsheet?

One row is one sum that one enterprise received. What a row lacks is said for that
row; only a file that holds no such list is refused as a whole.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from invoicing.economy.funding import FundingFacts
from invoicing.economy.local_economy import Source
from invoicing.spend.spend_amounts import DecimalMark, decimal_mark, no_amount, pence
from invoicing.spend.spend_days import day, is_day_first
from invoicing.spend.spend_sheets import Sheet, is_said, sheets
from invoicing.spend.text_rows import BrokenRow, Row
from invoicing.spend.wide_rows import SAID_OF_WIDE, is_wide
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme

HEADINGS = ("Enterprise", "From", "Kind", "Amount", "Received on", "Theme", "What for")
EXAMPLE = (
    "GB-COH-01234567", "A community foundation", "grant", "5,000.00", "2026-03-27", "food",
    "A second oven",
)  # fmt: skip
NEEDED = ("Enterprise", "From", "Amount", "Received on", "What for")
MOST_ROWS = 1_000
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class ListedFunding:
    """One row: ``row`` counts from 1 at the top of the table, ``enterprise`` is a number or a name.

    ``unread`` says, by the field of the facts, what a cell holds that is no amount or no date.
    """

    row: int
    enterprise: str
    facts: FundingFacts
    unread: Mapping[str, str]


def read_list(content: bytes) -> list[ListedFunding]:
    """The rows of a list in any order of columns (CSV, .xls, .xlsx); empty rows are left out.

    Kind and theme may be missing or empty: then it is a grant, of the theme “other”.
    Refuses a file without the headings or without rows, and one of more than 1,000.
    """
    table = _table(content)
    headed = next((at for at, (_, row) in enumerate(table[:_HEADER_WITHIN]) if _columns(row)), None)
    if headed is None:
        raise Refusal(_no_headings(table[0][1] if table else []))
    header = table[headed][1]
    rows = table[headed + 1 :]
    if not rows:
        raise Refusal("There is no row below the headings.")
    if len(rows) > MOST_ROWS:
        raise Refusal(
            f"A list may have {MOST_ROWS:,} rows. Split it, and enter one part at a time."
        )
    columns = _columns(header)
    cells = [{name: _cell(row, at) for name, at in columns.items()} for _, row in rows]
    reading = _Reading(
        decimal_mark(row["Amount"] for row in cells),
        is_day_first(row["Received on"] for row in cells),
    )
    return [
        reading.listed(number, named, is_wide=is_wide(row, header, [columns["Amount"]]))
        for (number, row), named in zip(rows, cells, strict=True)
    ]


def as_csv(content: bytes) -> str:
    """The same table as CSV text without its empty rows, for a person to mend."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [_said(_as_typed(cell)) for cell in row] for _, row in _table(content)
    )
    return text.getvalue()


def _table(content: bytes) -> list[tuple[int, Row]]:
    """The numbered rows of the first sheet that has the headings, without the empty ones.

    Of CSV, by the delimiter that shows most cells.
    """
    if not content.strip():
        raise Refusal("The list is empty.")
    tables: list[list[tuple[int, Row]]] = []
    broken: BrokenRow | None = None
    for sheet in sheets(content):
        try:
            tables.append(_said_rows(sheet))
        except BrokenRow as no:
            broken = broken or no
    headed = [table for table in tables if any(_columns(row) for _, row in table[:_HEADER_WITHIN])]
    if headed:
        return headed[0]
    if broken is not None:
        raise broken
    return max(tables, key=lambda table: max((len(row) for _, row in table), default=0))


def _said_rows(sheet: Sheet) -> list[tuple[int, Row]]:
    rows = [(at, row) for at, row in enumerate(sheet.rows(), 1) if any(map(is_said, row))]
    if sheet.name is None:
        return rows
    # A cell of a workbook has its place, whatever stands beyond the headings.
    width = max((len(row) for _, row in rows), default=0)
    return [(at, row + [""] * (width - len(row))) for at, row in rows]


def _columns(row: Row) -> Mapping[str, int]:
    """Where each heading stands; nothing where one that is needed is not there."""
    said = [" ".join(_said(cell).lower().split()) for cell in row]
    places = {name: said.index(name.lower()) for name in HEADINGS if name.lower() in said}
    return places if set(NEEDED) <= set(places) else {}


def _no_headings(top: Row) -> str:
    said = {" ".join(_said(cell).lower().split()) for cell in top}
    lacking = [f"“{name}”" for name in NEEDED if name.lower() not in said]
    return f"The first row must hold the headings. These are missing: {', '.join(lacking)}."


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the amounts and the days of one list are written."""

    mark: DecimalMark
    is_day_first: bool

    def listed(self, number: int, cells: Mapping[str, Any], *, is_wide: bool) -> ListedFunding:
        amount, on = self._amount(cells["Amount"]), day(cells["Received on"], self.is_day_first)
        unread = {}
        if is_wide:
            amount = None
            unread["amount"] = SAID_OF_WIDE
        elif amount is None and _said(cells["Amount"]):
            unread["amount"] = self._no_amount(cells["Amount"])
        if on is None and _said(cells["Received on"]):
            unread["received_on"] = f"“{_said(cells['Received on'])[:60]}” is not a date."
        facts = FundingFacts(
            _said(cells["From"]),
            _key(cells.get("Kind")) or Source.GRANT.value,
            amount,
            on,
            _key(cells.get("Theme")) or Theme.OTHER.value,
            _said(cells["What for"]),
        )
        return ListedFunding(number, _said(cells["Enterprise"]), facts, unread)

    def _amount(self, cell: Any) -> Money | None:
        read = None if self._may_be_thousands(cell) else pence(cell, self.mark)
        return None if read is None else Money(read)

    def _no_amount(self, cell: Any) -> str:
        if self._may_be_thousands(cell):
            return f"“{_said(cell)[:60]}” is not an amount in pounds."
        return no_amount(cell, self.mark)

    def _may_be_thousands(self, cell: Any) -> bool:
        """Of £5.000 nobody knows whether it is five pounds or five thousand."""
        is_text = isinstance(cell, str) and self.mark is not DecimalMark.COMMA
        return is_text and re.search(r"\.\d{3}", cell) is not None


def _key(cell: Any) -> str:
    return "_".join(_said(cell).lower().split())


def _cell(row: Row, at: int) -> Any:
    return row[at] if at < len(row) else ""


def _as_typed(cell: Any) -> Any:
    """A number without what binary fractions add to it: 300.0000000000001 was typed as 300."""
    return float(f"{cell:.12g}") if isinstance(cell, float) else cell


def _said(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
