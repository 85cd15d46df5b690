"""How are the cells of a million rows kept in little memory?

A file names the same suppliers and days again and again: each is kept once. Amounts differ
from row to row: their text is kept joined, some hundred cells at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

BETWEEN = "\x00"
"""What stands between the cells of a part, and in no text."""

Part = str | list[Any]
"""Some cells of a column: text joined to one string, or the cells as they are."""


class Cells:
    """The cells of a column in order, kept in parts."""

    def __init__(self, cells: Iterable[Any] = ()) -> None:
        self._parts: list[Part] = []
        self._count = 0
        self.add(list(cells))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        for part in self._parts:
            yield from unpacked(part)

    def add(self, cells: list[Any]) -> None:
        """Keep more of them."""
        if cells:
            self._parts.append(_packed(cells))
            self._count += len(cells)

    def parts(self) -> Iterator[Part]:
        """The cells as they are kept."""
        return iter(self._parts)


def unpacked(part: Part) -> Iterable[Any]:
    """The cells of a part."""
    return part.split(BETWEEN) if isinstance(part, str) else part


def _packed(cells: list[Any]) -> Part:
    try:
        joined = BETWEEN.join(cells)
    except TypeError:  # a number or a date of a workbook
        return cells
    # A cell of an old workbook may hold what no text does.
    return joined if joined.count(BETWEEN) == len(cells) - 1 else cells


class Repeated:
    """The cells of a column in which the same ones stand again and again, as ``read`` reads them.

    Of text each is read once, and rows with the same cell share what was read.
    """

    def __init__(self, read: Callable[[Any], Any], *, is_text: bool) -> None:
        self.cells: list[Any] = []
        # Of a workbook's cells 1, 1.0 and true are equal, and not the same.
        self._read = Once(read).__getitem__ if is_text else read

    def add(self, cells: list[Any]) -> None:
        """Keep more of them."""
        self.cells += map(self._read, cells)


class Once(dict[Any, Any]):
    """What ``read`` makes of something, worked out when it is first asked for.

    With ``most`` no more than so many are remembered: then all are forgotten.
    """

    def __init__(self, read: Callable[[Any], Any], most: int | None = None) -> None:
        super().__init__()
        self._of, self._most = read, most

    def __missing__(self, asked: Any) -> Any:
        if len(self) == self._most:
            self.clear()
        value = self[asked] = self._of(asked)
        return value
