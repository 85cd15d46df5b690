"""How does a table become a CSV file that a spreadsheet opens safely?"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Response

from procurement.ground.money import Money

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV file for the browser to keep; UTF-8 with the mark that spreadsheets look for.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return Response(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _safe(cell: object) -> str:
    said = "" if cell is None else str(cell)
    return "'" + said if isinstance(cell, str) and said.startswith(_FORMULA) else said


def pounds(amount: Money) -> Decimal:
    """A sum as a spreadsheet reads it: always two places, a minus kept a number."""
    return Decimal(amount.pence).scaleb(-2)
