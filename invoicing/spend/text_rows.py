"""Which rows does a text file hold, in whatever encoding and with whatever delimiter?

The text is never held as a whole: a file of any size is read a line at a time, and from
its top again each time its rows are asked for.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO, TextIO

from procurement.ground.refusal import Refusal

Row = list[Any]
"""A row of cells; of a text file all of them text."""

Source = Callable[[], BinaryIO]
"""A file's bytes, opened at their beginning each time."""

_LOOKED_AT = 1_000
_PART = 1 << 20
_LONGEST_LINE = 200_000
"""Characters: a part that has more, and in which no line ends, belongs to no table."""
_ROWS = 250
"""How many rows are parted at a time: one after the other takes far longer."""

_MARKS = ("ï»¿", "\ufeff")
"""A byte order mark that was itself encoded twice, and one left over."""


class BrokenRow(Refusal):
    """Text that cannot be parted into cells: what stands from here on would be lost in one."""

    @classmethod
    def open_quotation(cls, line: int) -> "BrokenRow":
        return cls(
            "A quotation mark in this file is opened and never closed. Its row begins on line "
            f"{line:,}."
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text: its encoding, the marks before its first letter, whether it quotes."""

    source: Source
    encoding: str
    marks: int
    has_quotes: bool

    @classmethod
    def of(cls, source: Source) -> "Text":
        """The text of a file. Refuses what is none."""
        with source() as file:
            top = file.read(2 * _LOOKED_AT)
        for encoding in _encodings(top):
            try:
                text = cls._decoded(source, encoding)
            except UnicodeDecodeError:
                continue
            if text is not None:
                return text
        raise Refusal("This is neither a CSV file nor a spreadsheet (.xls or .xlsx).")

    @classmethod
    def _decoded(cls, source: Source, encoding: str) -> "Text | None":
        """The text, where all of it can be read so; None where it holds what no text does."""
        has_quotes, beginning = False, ""
        for part in decoded(source, encoding):
            if "\x00" in part:
                return None
            has_quotes = has_quotes or '"' in part
            beginning = beginning or part[:_LOOKED_AT]
        rest = beginning
        for mark in _MARKS:
            rest = rest.removeprefix(mark)
        return cls(source, encoding, len(beginning) - len(rest), has_quotes)

    def rows(self, delimiter: str) -> Callable[[], Iterator[Row]]:
        """The rows, from the top each time."""
        return csv_rows(self._lines, delimiter, has_quotes=self.has_quotes)

    def _lines(self) -> TextIO:
        lines = io.TextIOWrapper(self.source(), self.encoding, newline="")
        lines.read(self.marks)
        return lines


def decoded(source: Source, encoding: str) -> Iterator[str]:
    """The text part by part. Refuses a line that may have no end, as a table's never is so long."""
    with source() as file:
        for part in codecs.iterdecode(iter(partial(file.read, _PART), b""), encoding):
            if len(part) > _LONGEST_LINE and "\n" not in part and "\r" not in part:
                raise BrokenRow("A line of this file is longer than any row may be.")
            yield part


def plain_table(content: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8 with commas, without the empty ones. Refuses another."""
    source = partial(io.BytesIO, content)
    try:
        for _ in decoded(source, "utf-8-sig"):
            pass
    except UnicodeDecodeError:
        raise Refusal("It is not text in UTF-8.") from None
    rows = csv_rows(lambda: io.TextIOWrapper(source(), "utf-8-sig", newline=""), ",")
    return [row for row in rows() if row]


def _encodings(top: bytes) -> tuple[str, ...]:
    if top.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Without a mark, every second byte of UTF-16 is zero in a text of mostly Latin letters.
    for encoding, zeros in (("utf-16-le", top[1::2]), ("utf-16-be", top[::2])):
        if len(top) > 2 and zeros.count(0) > len(zeros) // 2:
            return (encoding,)
    return ("utf-8-sig", "cp1252", "latin-1")


def csv_rows(
    lines: Callable[[], TextIO], delimiter: str, *, has_quotes: bool = True
) -> Callable[[], Iterator[Row]]:
    """The rows of a text, from the top each time.

    A quotation mark that is never closed is refused when its row is reached.
    """

    def parts() -> Iterator[list[Row]]:
        read, part = 0, list[Row]()
        try:
            with lines() as text:
                reader = csv.reader(text, delimiter=delimiter, strict=has_quotes)
                while True:
                    part = []
                    part.extend(islice(reader, _ROWS))
                    if not part:
                        return
                    read += len(part)
                    yield part
        except csv.Error:
            yield part
        if not has_quotes:
            raise BrokenRow("A cell of this file is longer than any cell may be.")
        # Watching each row is slow, and few files need it.
        with lines() as text:
            yield from (
                [row] for row in islice(_watched_rows(text, delimiter), read + len(part), None)
            )

    return lambda: chain.from_iterable(parts())


def _watched_rows(text: TextIO, delimiter: str) -> Iterator[Row]:
    """The rows, also those in which text stands behind a closing quotation mark."""
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

    def __init__(self, text: TextIO) -> None:
        self._source = text
        self.last = ""
        self.are_read = False

    def __iter__(self) -> Iterator[str]:
        for line in self._source:
            self.last = line
            yield line
        self.are_read = True
