"""What tables does a file of spending hold?

CSV in whatever encoding and delimiter, .xls and .xlsx, told apart by their
content and not by their name. A cell is text, a number, a date or empty.
"""

import codecs
import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from procurement.ground.refusal import Refusal

Cell = str | int | float | date | datetime | None
Row = list[Any]
"""A row of cells; of a CSV file all of them text."""

DELIMITERS = ",;\t|"
_LOOKED_AT = 1_000
_EMPTY: Row = []
_MOST_ROWS, _MOST_CELLS, _MOST_BYTES = 2_000_000, 40_000_000, 600_000_000
"""Of a workbook, unpacked and with the empty ones in between; a full sheet has 1,048,576 rows."""

_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How an .xls of Excel 2, 3 and 4 begins: a stream of records in no container."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; ``name`` is None for CSV; ``rows()`` starts at the top each time.

    Of CSV, a quotation mark that is never closed is refused when its row is reached.
    """

    name: str | None
    rows: Callable[[], Iterator[Row]]


class BrokenRow(Refusal):
    """Text that cannot be parted into cells: what stands from here on would be lost in one."""

    @classmethod
    def open_quotation(cls, line: int) -> "BrokenRow":
        return cls(
            "A quotation mark in this file is opened and never closed. Its row begins on line "
            f"{line:,}."
        )


def is_said(cell: Cell) -> bool:
    """Whether a cell says anything."""
    return cell is not None and (type(cell) is not str or bool(cell.strip()))


def sheets(content: bytes) -> list[Sheet]:
    """The tables of a file: of CSV one for each delimiter it may be read with.

    Refuses what is neither text nor a spreadsheet.
    """
    if content.startswith(b"PK\x03\x04"):
        return _xlsx(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", *_BARE_XLS)):
        return _xls(content)
    text = _text(content)
    return [Sheet(None, csv_rows(text, delimiter)) for delimiter in DELIMITERS]


def _text(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            # A byte order mark that was itself encoded twice.
            return text.removeprefix("ï»¿").removeprefix("\ufeff")
    raise Refusal("This is neither a CSV file nor a spreadsheet (.xls or .xlsx).")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Without a mark, every second byte of UTF-16 is zero in a text of mostly Latin letters.
    top = content[: 2 * _LOOKED_AT]
    for encoding, zeros in (("utf-16-le", top[1::2]), ("utf-16-be", top[::2])):
        if len(top) > 2 and zeros.count(0) > len(zeros) // 2:
            return (encoding,)
    return ("utf-8-sig", "cp1252", "latin-1")


def csv_rows(text: str, delimiter: str) -> Callable[[], Iterator[Row]]:
    """The rows of a text, from the top each time."""

    def bare_rows() -> Iterator[Row]:
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error:
            raise BrokenRow("A cell of this file is longer than any cell may be.") from None

    def rows() -> Iterator[Row]:
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            begun = reader.line_num
            try:
                for row in reader:
                    begun = reader.line_num
                    yield row
                return
            except csv.Error:
                if lines.are_read or reader.line_num > begun + 1:
                    raise BrokenRow.open_quotation(begun + 1) from None
                yield _loose_row(lines, delimiter, begun + 1)

    # Without quotation marks there is nothing to watch, and it is far quicker.
    return rows if '"' in text else bare_rows


def _loose_row(lines: "_Lines", delimiter: str, number: int) -> Row:
    """The row of the last line, in which text stands behind a closing quotation mark."""
    reader = csv.reader(chain([lines.last], lines), delimiter=delimiter)
    try:
        row = next(reader)
    except csv.Error:
        raise BrokenRow.open_quotation(number) from None
    if lines.are_read or reader.line_num > 1:
        raise BrokenRow.open_quotation(number)
    return row


class _Lines:
    """The lines of a text, once; what the last was, and whether more was asked for than there is."""

    def __init__(self, text: str) -> None:
        self._source = io.StringIO(text, newline="")
        self.last = ""
        self.are_read = False

    def __iter__(self) -> Iterator[str]:
        for line in self._source:
            self.last = line
            yield line
        self.are_read = True


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
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
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
