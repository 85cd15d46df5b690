"""Is this a code that invoices everywhere know: a country, a unit of measure?

The lists of EN 16931 (ISO 3166-1; UN/ECE Recommendations 20 and 21), as its rules
BR-CL-14 and BR-CL-23 have them.
"""

import csv
from functools import cache
from importlib.resources import files


def is_country(code: str) -> bool:
    return code in _codes()["country"]


def is_unit(code: str) -> bool:
    return code in _codes()["unit"]


@cache
def _codes() -> dict[str, frozenset[str]]:
    text = files("invoicing").joinpath("data/invoice_codes.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["list"]: frozenset(row["codes"].split()) for row in rows}
