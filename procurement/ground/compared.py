"""What is one comparison of something kept with something worked out again?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: what it is, what it should be, and what is kept; both as text."""

    what: str
    expected: str
    kept: str

    @property
    def agrees(self) -> bool:
        return self.expected == self.kept


def same_keys(
    what: str, expected: Mapping[str, Any], kept: Mapping[str, Any]
) -> Iterator[Compared]:
    """One comparison for each key of either, its value as JSON; a key not there is ``nothing``."""
    for key in sorted({*expected, *kept}):
        yield Compared(f"{what}: {key}", _said(expected, key), _said(kept, key))


def _said(values: Mapping[str, Any], key: str) -> str:
    if key not in values:
        return NOTHING
    value = values[key]
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
