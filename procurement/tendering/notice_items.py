"""What must stand in each notice, and what of it is still missing?

The contents are those of the Procurement Regulations 2024 (SI 2024/692), regs 15 to 41,
as data: a row for each thing that a notice holds, with the regulation and why it matters.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from procurement.ground.figures import Mark
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One thing that a notice holds; ``key`` is the same for the same thing in every notice."""

    key: str
    label: str
    why: str
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded of one thing, in sentences, and where: the name of the table's column, or of
    what it is worked out from."""

    sentences: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """An item with what is recorded for it; None where nothing is."""

    item: NoticeItem
    said: Said | None


def items_of(code: str, regime: Regime) -> tuple[NoticeItem, ...]:
    """What a notice holds under a regime, in the order in which it is read; nothing where the
    regime has no such notice."""
    return tuple(item for kind, regimes, item in _items() if kind == code and regime in regimes)


def notice_lines(code: str, regime: Regime, recorded: Mapping[str, Said]) -> tuple[NoticeLine, ...]:
    """Each item of a notice with what is recorded for it, by the item's key."""
    return tuple(NoticeLine(item, recorded.get(item.key)) for item in items_of(code, regime))


def missing_from(lines: Iterable[NoticeLine]) -> tuple[NoticeItem, ...]:
    """The items for which nothing is recorded."""
    return tuple(line.item for line in lines if line.said is None)


@cache
def _items() -> Sequence[tuple[str, frozenset[Regime], NoticeItem]]:
    text = files("procurement").joinpath("data/notice_items.csv").read_text("utf-8")
    return [
        (
            row["code"],
            frozenset(Regime(name) for name in row["regimes"].split("|")),
            NoticeItem(row["key"], row["label"], row["why"], row["source"], Mark(row["mark"])),
        )
        for row in csv.DictReader(text.splitlines())
    ]
