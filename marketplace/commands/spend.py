"""Files of spending and the names of suppliers, read and matched from the shell."""

import click

from invoicing.spend import read_spend as read
from marketplace.commands.answers import Answer, answers, read_bytes


def _read_in_words(answer: Answer) -> str:
    pounds, pence = divmod(abs(answer["taken_pence"]), 100)
    sign = "-" if answer["taken_pence"] < 0 else ""
    lines = [f"{answer['taken']:,} of {answer['rows']:,} rows taken: {sign}£{pounds:,}.{pence:02}"]
    lines += [f"{role}: {heading}" for role, heading in answer["columns"].items()]
    lines += [f"row {line['row']}: {line['reason']}" for line in answer["reasons"]]
    return "\n".join(lines)


@click.command("read-spend")
@click.argument("file")
@answers(_read_in_words)
def read_spend(file: str) -> Answer:
    """Read a file of spending (csv, xls, xlsx): supplier, amount, date.

    Rows count from 1 at the top of the sheet. The fullest sheet is the one with
    most data rows; of sheets as full as each other, the first. Where no date
    tells the order, the day comes before the month. An amount in another
    currency than pounds is refused, row by row.
    """
    found = read(read_bytes(file))
    supplier, amount, date = found.columns.headings
    return {
        "rows": len(found.payments) + len(found.refused),
        "taken": len(found.payments),
        "refused": len(found.refused),
        "taken_pence": found.payments.total_pence,
        "columns": {"supplier": supplier, "amount": amount, "date": date},
        "sheet": found.sheet,
        "sheets_ignored": list(found.sheets_ignored),
        "reasons": [line._asdict() for line in found.refused],
    }
