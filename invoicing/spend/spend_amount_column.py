"""Which of the columns that may hold the amount does hold it?

Headings propose, cells decide: codes repeat and have no pence; amounts vary, and
have pence, signs or pound signs. Where two columns may both be meant, neither is.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import islice
from typing import Any

from invoicing.spend.cells import Cells
from invoicing.spend.spend_amounts import all_pence, decimal_mark, pence
from invoicing.spend.spend_columns import AmountColumn
from procurement.ground.refusal import Refusal

_LOOKED_AT = 5_000
_READABLE = 0.5
_MARKED = 0.01
_FEW = 4
_DISTINCT = 0.6
_ZEROS = 0.1
_CODE_LENGTH = 3


class Holds(IntEnum):
    """What the cells of a column are, the more like money the higher."""

    NO_AMOUNTS = 0
    CODES = 1
    WHOLE_NUMBERS = 2
    MONEY = 3


def amount_column(
    proposed: Sequence[AmountColumn], cells: Mapping[int, Cells]
) -> AmountColumn | None:
    """The column that holds the amount; None where none does.

    ``cells`` has the cells of each by its place. Refuses where two are possible.
    """
    holds = {column: held_by(cells[column.at]) for column in proposed}
    own = [column for column in proposed if not column.is_doubtful]
    for kind in sorted({column.kind for column in own}):
        alike = [c for c in own if c.kind == kind and holds[c] >= Holds.WHOLE_NUMBERS]
        if alike:
            return _only(_possible(alike, holds), cells)
    marked = [c for c in proposed if c.is_doubtful and holds[c] is Holds.MONEY]
    codes = [c for c in own if holds[c] is Holds.CODES]
    possible = codes[:1] + marked
    return _only(possible, cells) if possible else next(iter(own), None)


def held_by(cells: Iterable[Any]) -> Holds:
    """What a column holds, by the first thousands of its cells."""
    said = list(islice((c for c in cells if c is not None and str(c).strip()), _LOOKED_AT))
    mark = decimal_mark(said)
    amounts = [cell for cell in said if pence(cell, mark) is not None]
    if len(amounts) <= _READABLE * len(said):
        return Holds.NO_AMOUNTS
    whole = [text for cell in amounts if (text := _digits(cell)).isdecimal()]
    if len(amounts) - len(whole) > _MARKED * len(amounts):
        return Holds.MONEY
    return Holds.CODES if _are_codes(whole) else Holds.WHOLE_NUMBERS


def _digits(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _are_codes(whole: Sequence[str]) -> bool:
    zeros = sum(text.startswith("0") and len(text) > 1 for text in whole)
    if zeros > _ZEROS * len(whole):
        return True
    lengths = {len(text) for text in whole}
    repeat = len(whole) >= _FEW and len(set(whole)) < _DISTINCT * len(whole)
    return repeat and len(lengths) == 1 and lengths.pop() >= _CODE_LENGTH


def _possible(
    alike: Sequence[AmountColumn], holds: Mapping[AmountColumn, Holds]
) -> list[AmountColumn]:
    """Those most like money, and any with a better name whose cells may be amounts too."""
    most = max(holds[column] for column in alike)
    best_name = min(column.name_rank for column in alike if holds[column] is most)
    return [c for c in alike if holds[c] is most or c.name_rank < best_name]


def _only(possible: Sequence[AmountColumn], cells: Mapping[int, Cells]) -> AmountColumn:
    first, *others = possible
    for other in others:
        if _amounts(cells[other.at]) != _amounts(cells[first.at]):
            raise Refusal(
                f"Two columns may hold the amount: {_named(first)} and {_named(other)}. Take out "
                "the one that is not meant, and read the file again."
            )
    return first


def _amounts(cells: Cells) -> list[int | None]:
    return all_pence(cells, decimal_mark(cells))


def _named(column: AmountColumn) -> str:
    return f"“{column.heading}” (column {_letters(column.at)})"


def _letters(at: int) -> str:
    """The letters a spreadsheet gives to a column: A, B … Z, AA."""
    before, last = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
