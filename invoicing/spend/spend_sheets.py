"""What tables does a file of spending hold?

CSV in whatever encoding and delimiter, .xls and .xlsx, told apart by their
content and not by their name. A cell is text, a number, a date or empty.
"""

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procurement.ground.refusal import Refusal

Cell = str | int | float | date | datetime | None
Row = list[Any]
"""A row of cells; of a CSV file all of them text."""

DELIMITERS = ",;\t|"

_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How an .xls of Excel 2, 3 and 4 begins: a stream of records in no container."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; ``name`` is None for CSV; ``rows()`` starts at the top each time."""

    name: str | None
    rows: Callable[[], Iterator[Row]]


def sheets(content: bytes) -> list[Sheet]:
    """The tables of a file: of CSV one for each delimiter it may be read with.

    Refuses what is neither text nor a spreadsheet.
    """
    if content.startswith(b"PK\x03\x04"):
        return _xlsx(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", *_BARE_XLS)):
        return _xls(content)
    text = _text(content)
    return [Sheet(None, _csv_rows(text, delimiter)) for delimiter in DELIMITERS]


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:100_000]:
            # A byte order mark that was itself encoded twice.
            return text.removeprefix("ï»¿").removeprefix("\ufeff")
    raise Refusal("This is neither a CSV file nor a spreadsheet (.xls or .xlsx).")


def _csv_rows(text: str, delimiter: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    return rows


_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AssertionError,
    struct.error,
    SyntaxError,  # what the XML parsers raise for a part that is not XML
    EOFError,
    OSError,
)


def _xlsx(content: bytes) -> list[Sheet]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        held = []
        for sheet in book.worksheets:
            # Some writers state a size that is too small; the cells themselves are right.
            sheet.reset_dimensions()
            table = [list(row) for row in sheet.iter_rows(values_only=True)]
            held.append(_held(sheet.title, table))
    except _BROKEN as error:
        raise Refusal("This .xlsx workbook cannot be read; it may be damaged.") from error
    return held


def _xls(content: bytes) -> list[Sheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content)
        held = []
        for sheet in book.sheets():
            table = [
                [_xls_cell(cell, book.datemode) for cell in sheet.row(at)]
                for at in range(sheet.nrows)
            ]
            held.append(_held(sheet.name, table))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_BROKEN) as error:
        raise Refusal("This .xls workbook cannot be read; it may be damaged or locked.") from error
    return held


def _xls_cell(cell: Any, datemode: int) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    value: Cell = cell.value
    return value


def _held(name: str, table: list[Row]) -> Sheet:
    return Sheet(name, lambda: iter(table))
