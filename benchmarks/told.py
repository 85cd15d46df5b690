"""Where the benchmarks write their figures down, so that ``table.py`` shows them together."""

import json
from pathlib import Path

TOLD = Path(__file__).resolve().parent.parent / "var" / "bench" / "told.jsonl"


def tell(what: str, figure: float) -> None:
    """Write one figure down; of several of one name the table takes the median."""
    TOLD.parent.mkdir(parents=True, exist_ok=True)
    with TOLD.open("a") as told:
        told.write(json.dumps([what, figure]) + "\n")
