"""What tables does a file of spending hold?

CSV in whatever encoding and delimiter, .xls and .xlsx, told apart by their
content and not by their name. A cell is text, a number, a date or empty.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from invoicing.spend.text_rows import Row, Source, Text
from procurement.ground.refusal import Refusal

Cell = str | int | float | date | datetime | None
DELIMITERS = ",;\t|"
_EMPTY: Row = []
_MOST_ROWS, _MOST_CELLS, _MOST_BYTES = 2_000_000, 40_000_000, 600_000_000
"""Of a workbook, unpacked and with the empty ones in between; a full sheet has 1,048,576 rows."""
_MOST_TIMES, _FROM_BYTES = 100, 10_000_000
"""How often its own size a workbook unpacks to; 16 times where every row is formatted and empty."""

_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How an .xls of Excel 2, 3 and 4 begins: a stream of records in no container."""

_XLSX, _XLS = b"PK\x03\x04", (b"\xd0\xcf\x11\xe0", *_BARE_XLS)
_LONGEST_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; ``name`` is None for CSV; ``rows()`` starts at the top each time.

    Of CSV, a quotation mark that is never closed is refused when its row is reached.
    """

    name: str | None
    rows: Callable[[], Iterator[Row]]


def is_said(cell: Cell) -> bool:
    """Whether a cell says anything."""
    return cell is not None and (type(cell) is not str or bool(cell.strip()))


def is_workbook(source: Source) -> bool:
    """Whether it is none of text, which is read a line at a time, but held as a whole."""
    with source() as file:
        return file.read(_LONGEST_BEGINNING).startswith((_XLSX, *_XLS))


def sheets(content: bytes) -> list[Sheet]:
    """The tables of a file, by its bytes; see ``sheets_of``."""
    return sheets_of(partial(io.BytesIO, content))


def sheets_of(source: Source) -> list[Sheet]:
    """The tables of a file: of CSV one for each delimiter it may be read with.

    Refuses what is neither text nor a spreadsheet. Of CSV nothing is kept: each table is read
    from the source whenever its rows are asked for.
    """
    with source() as file:
        top = file.read(_LONGEST_BEGINNING)
        if top.startswith(_XLSX):
            return _xlsx(top + file.read())
        if top.startswith(_XLS):
            return _xls(top + file.read())
    text = Text.of(source)
    return [Sheet(None, text.rows(delimiter)) for delimiter in DELIMITERS]


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # an archive that is locked, or packed in an unknown way
    struct.error,
    SyntaxError,  # what the XML parsers raise for a part that is not XML
    EOFError,
    OSError,
)
"""What the readers of workbooks raise for one that is damaged: nearly anything."""


def _xlsx(content: bytes) -> list[Sheet]:
    import openpyxl  # noqa: PLC0415 only this kind of file needs it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > min(_MOST_BYTES, max(_FROM_BYTES, _MOST_TIMES * len(content))):
            raise _too_large()
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        read, counted = [], _Counted()
        for sheet in book.worksheets:
            # Some writers state a size that is too small; the cells themselves are right.
            sheet.reset_dimensions()
            rows = map(list, sheet.iter_rows(values_only=True))
            read.append(_held(sheet.title, counted.each(rows)))
    except _BROKEN as error:
        raise Refusal("This .xlsx workbook cannot be read; it may be damaged.") from error
    return read


def _xls(content: bytes) -> list[Sheet]:
    import xlrd  # noqa: PLC0415 only this kind of file needs it

    try:
        # Its remarks go to standard output where no other place is named.
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        read, counted = [], _Counted()
        for sheet in book.sheets():
            table = (
                [_xls_cell(cell, book.datemode) for cell in sheet.row(at)]
                for at in range(sheet.nrows)
            )
            read.append(_held(sheet.name, counted.each(table)))
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, *_BROKEN) as error:
        raise Refusal("This .xls workbook cannot be read; it may be damaged or locked.") from error
    return read


def _xls_cell(cell: Any, datemode: int) -> Cell:
    import xlrd  # noqa: PLC0415 only this kind of file needs it

    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    value: Cell = cell.value
    return value


class _Counted:
    """The rows and cells of a workbook so far; a file can say of few bytes that they are many."""

    def __init__(self) -> None:
        self.rows = self.cells = 0

    def each(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            self.cells += len(row)
            if self.rows > _MOST_ROWS or self.cells > _MOST_CELLS:
                raise _too_large()
            yield row


def _too_large() -> Refusal:
    return Refusal("This workbook has more rows or cells than can be read. Save it as CSV.")


def _held(name: str, rows: Iterable[Row]) -> Sheet:
    # Formatted rows without content may be a million: they share one empty row.
    table = [row if any(map(is_said, row)) else _EMPTY for row in rows]
    return Sheet(name, lambda: iter(table))
