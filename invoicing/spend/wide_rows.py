"""Has a row of a text file more cells than there are headings, so that no cell has a sure place?"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from invoicing.spend.spend_sheets import is_said

SAID_OF_WIDE = (
    "This row has more cells than there are headings: a comma in it may need quotation marks "
    "around its cell."
)
_THOUSANDS = re.compile(r"\s*[-(]?£?[0-9]{1,3}\s*")
_HUNDREDS = re.compile(r"\s*[0-9]{3}(\.[0-9]*)?\)?\s*")


def last_headed(header: Sequence[Any]) -> int:
    """How many columns there are up to the last that has a heading."""
    return max((at for at, heading in enumerate(header, 1) if is_said(heading)), default=0)


def is_wide(row: Sequence[Any], header: Sequence[Any], amounts: Iterable[int]) -> bool:
    """Whether cells stand beyond the header, or an amount’s thousands apart from its hundreds.

    ``amounts`` are the places of amounts.
    """
    if len(row) <= last_headed(header):
        return False
    if any(map(is_said, row[len(header) :])):
        return True
    return any(
        _THOUSANDS.fullmatch(str(row[at])) and _HUNDREDS.fullmatch(str(row[at + 1]))
        for at in amounts
    )
