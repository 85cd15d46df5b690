"""Files of spending and the names of suppliers, read and matched from the shell."""

import click

from invoicing.spend.spend import read_spend as read
from invoicing.spend.spend_sheets import BrokenRow, Row, csv_rows, is_said
from invoicing.spend.supplier_matching import Organisation, Supplier
from invoicing.spend.supplier_matching import match_suppliers as match
from marketplace.commands.answers import Answer, Unusable, answers, read_bytes


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
    spending = read(read_bytes(file))
    supplier, amount, date = spending.columns.headings
    return {
        "rows": len(spending.payments) + len(spending.refused),
        "taken": len(spending.payments),
        "refused": len(spending.refused),
        "taken_pence": spending.payments.total_pence,
        "columns": {"supplier": supplier, "amount": amount, "date": date},
        "sheet": spending.sheet,
        "sheets_ignored": list(spending.sheets_ignored),
        "reasons": [line._asdict() for line in spending.refused],
    }


def _match_in_words(answer: Answer) -> str:
    matches = answer["matches"]
    lines = [f"{m['name']}: {m['id'] or 'nobody'} ({m['decision']})" for m in matches]
    sure = sum(m["decision"] == "automatic" for m in matches)
    return "\n".join([*lines, f"{sure:,} of {len(matches):,} matched automatically"])


@click.command("match-suppliers")
@click.argument("names")
@click.argument("organisations")
@answers(_match_in_words)
def match_suppliers(names: str, organisations: str) -> Answer:
    """Match the NAMES of suppliers to known ORGANISATIONS, by number and then by name.

    Both are CSV files with the column name and, where known, company_number and
    charity_number; ORGANISATIONS has id as well. An organisation with several
    names stands in one row for each. A doubtful match names the likeliest.
    """
    known = [
        Organisation(row["id"], row["name"], row["company_number"], row["charity_number"])
        for row in _rows(organisations, ("id", "name"))
    ]
    suppliers = [
        Supplier(row["name"], row["company_number"], row["charity_number"])
        for row in _rows(names, ("name",))
    ]
    matches = match(suppliers, known)
    return {
        "matches": [
            {"name": m.name, "id": m.id, "how": m.how, "decision": str(m.decision)} for m in matches
        ]
    }


def _rows(path: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        rows = [row for row in csv_rows(read_bytes(path).decode("utf-8-sig"), ",")() if row]
    except (UnicodeDecodeError, BrokenRow) as error:
        raise Unusable(f"{path} is not a CSV file in UTF-8: {error}") from None
    header = rows[0] if rows else []
    missing = [column for column in needed if column not in header]
    if missing:
        raise Unusable(*[f"{path} has no column “{column}”." for column in missing])
    return [_named(path, header, row) for row in rows[1:]]


def _named(path: str, header: Row, row: Row) -> dict[str, str]:
    if any(map(is_said, row[len(header) :])):
        raise Unusable(f"{path} has a row with more cells than headings: {', '.join(row)[:60]}")
    cells = row + [""] * (len(header) - len(row))
    optional = {"company_number": "", "charity_number": ""}
    return optional | dict(zip(header, cells, strict=False))
