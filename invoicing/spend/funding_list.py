"""Which grants and other funding does a list hold that somebody keeps in a spreadsheet?

One row is one sum that one enterprise received. What a row lacks is said for that
row; only a file that holds no such list is refused as a whole.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from invoicing.economy.funding import FundingFacts
from invoicing.economy.local_economy import Source
from invoicing.spend.spend_sheets import Row, sheets
from invoicing.spend.spend_values import day, is_day_first, pence
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
    table = list(islice(_table(content), MOST_ROWS + 2))
    first = next((at for at, row in enumerate(table[:_HEADER_WITHIN]) if _columns(row)), None)
    if first is None:
        raise Refusal(_no_headings(table[:1]))
    columns = _columns(table[first])
    rows = [
        (number, {name: _cell(row, at) for name, at in columns.items()})
        for number, row in enumerate(table[first + 1 :], first + 2)
        if any(_said(cell) for cell in row)
    ]
    if not rows:
        raise Refusal("There is no row below the headings.")
    if len(table) > MOST_ROWS + 1:
        raise Refusal(
            f"A list may have {MOST_ROWS:,} rows. Split it, and enter one part at a time."
        )
    day_first = is_day_first(cells["Received on"] for _, cells in rows)
    return [_listed(number, cells, day_first=day_first) for number, cells in rows]


def as_csv(content: bytes) -> str:
    """The same table as CSV text, for a person to mend."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [_said(cell) for cell in row] for row in _table(content)
    )
    return text.getvalue()


def _table(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet that has the headings; of CSV the delimiter that shows most cells."""
    if not content.strip():
        raise Refusal("The list is empty.")
    tables = []
    for sheet in sheets(content):
        try:
            tables.append(list(sheet.rows()))
        except csv.Error:
            continue
    if not tables:
        raise Refusal("A quotation mark in this file is opened and never closed.")
    headed = [table for table in tables if any(map(_columns, table[:_HEADER_WITHIN]))]
    return iter(
        headed[0] if headed else max(tables, key=lambda table: max(map(len, table), default=0))
    )


def _columns(row: Row) -> Mapping[str, int]:
    """Where each heading stands; nothing where one that is needed is not there."""
    said = [" ".join(_said(cell).lower().split()) for cell in row]
    places = {name: said.index(name.lower()) for name in HEADINGS if name.lower() in said}
    return places if set(NEEDED) <= set(places) else {}


def _no_headings(top: list[Row]) -> str:
    said = {" ".join(_said(cell).lower().split()) for row in top for cell in row}
    lacking = [f"“{name}”" for name in NEEDED if name.lower() not in said]
    return f"The first row must hold the headings. These are missing: {', '.join(lacking)}."


def _listed(number: int, cells: Mapping[str, Any], *, day_first: bool) -> ListedFunding:
    amount, on = _pence(cells["Amount"]), day(cells["Received on"], day_first)
    unread = {}
    if amount is None and _said(cells["Amount"]):
        unread["amount"] = f"“{_said(cells['Amount'])[:60]}” is not an amount in pounds."
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


def _pence(cell: Any) -> int | None:
    """Whole pence; None for £5.000 too, which may be five pounds or five thousand."""
    return None if re.search(r"\.\d{3}", _said(cell)) else pence(cell)


def _key(cell: Any) -> str:
    return "_".join(_said(cell).lower().split())


def _cell(row: Row, at: int) -> Any:
    return row[at] if at < len(row) else ""


def _said(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
