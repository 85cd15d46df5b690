"""May a supplier number its invoices or credit notes like this from now on?

VAT Regulations 1995 reg 14(1)(a): a sequential number, based on one or more series, that
identifies the document uniquely. Which series, and where it begins, is the supplier's choice.
"""

import re
from collections.abc import Iterable

from procurement.ground.refusal import Refusal, refuse_if_any

HIGHEST = 999_999_999
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9/.-]{0,11}")


def refuse_series(prefix: str, first: int, used: Iterable[str]) -> None:
    """Refuse a series by which two documents could get one number, or none that can be typed.

    ``used``: the prefixes of the numbers that the supplier has given already, and of its
    other series.
    """
    faults = []
    if prefix and not _PREFIX.fullmatch(prefix):
        faults.append(
            Refusal(
                "Use up to 12 letters, digits, full stops, strokes and dashes, beginning with a "
                "letter or a digit, such as KITCHEN or 2027/A.",
                field="prefix",
            )
        )
    if prefix.casefold() in {other.casefold() for other in used}:
        faults.append(
            Refusal(
                "You have documents with this beginning already, so a number could be given twice. "
                "Choose another beginning.",
                field="prefix",
            )
        )
    if not 1 <= first <= HIGHEST:
        faults.append(Refusal(f"Begin with a whole number from 1 to {HIGHEST:,}.", field="first"))
    refuse_if_any(faults)
