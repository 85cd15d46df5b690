"""What was measured, beside what it was on commit cc41350 and what it must be.

    python benchmarks/table.py           the figures since the last start
    python benchmarks/table.py --start   forget them, and say how quick the machine is

``aims.csv`` holds the lines. Before and after, a fixed loop says how quick the machine is: where the
two differ much, something else was at work.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from operator import ge, le
from pathlib import Path
from statistics import median
from time import perf_counter

from told import TOLD, tell

AIMS = Path(__file__).with_name("aims.csv")
LOOP, ROUNDS = 2_000_000, 5
_IS_MET = {">=": ge, "<=": le}


def probe() -> float:
    """Milliseconds of a fixed loop, the median of some."""

    def once() -> float:
        began = perf_counter()
        sum(number * number for number in range(LOOP))
        return (perf_counter() - began) * 1000

    return median(once() for _ in range(ROUNDS))


def figures() -> dict[str, list[float]]:
    told = defaultdict(list)
    for line in TOLD.read_text().splitlines():
        what, figure = json.loads(line)
        told[what].append(figure)
    return told


def rows(told: dict[str, list[float]]) -> Iterator[tuple[str, ...]]:
    """Each line: work, before, now with its spread, aim, whether it is met."""
    for line in csv.DictReader(AIMS.read_text().splitlines()):
        known = told.get(line["told as"])
        way, least = line["aim"].split()
        now, is_met = "not measured", ""
        if known:
            now = f"{median(known):,.4g}"
            if min(known) < max(known):
                now += f" ({min(known):,.4g} to {max(known):,.4g})"
            is_met = "yes" if _IS_MET[way](median(known), float(least)) else "no"
        aim = f"{line['aim']} {line['unit']}".strip()
        yield line["what"], line["before"] or "-", now, aim, is_met


def main() -> None:
    if "--start" in sys.argv:
        TOLD.unlink(missing_ok=True)
    tell("probe", probe())
    told = figures()
    print("fixed loop: " + ", ".join(f"{taken:.0f} ms" for taken in told["probe"]))
    if "--start" in sys.argv:
        return
    head = ("work", "before", "now", "must be", "met")
    table = [head, *rows(told)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
