"""Files of spending and the names of suppliers, read and matched from the shell."""

import io
from collections.abc import Iterator
from operator import itemgetter

import click

from invoicing.spend.cells import Once
from invoicing.spend.spend import SpendFile, read_spend_of
from invoicing.spend.spend import read_spend as read_of_bytes
from invoicing.spend.spend_sheets import is_said, is_workbook
from invoicing.spend.supplier_matching import Match, Matcher, Organisation, Supplier
from invoicing.spend.text_rows import BrokenRow, Source, csv_rows, decoded
from marketplace.commands.answers import Answer, Unusable, answers
from marketplace.commands.reading import source_of
from marketplace.gateways.confined import read_apart


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
    with source_of(file) as source:
        spending = _workbook(source) if is_workbook(source) else read_spend_of(source)
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


def _workbook(source: Source) -> SpendFile:
    """What a parser has to hold as a whole is read in a process of its own."""
    with source() as file:
        return read_apart(read_of_bytes, file.read())


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
    with source_of(organisations) as source:
        rows = _rows(organisations, source, ("id", *_SUPPLIER), needed=("id", "name"))
        matcher = Matcher([Organisation(*row) for row in rows])
    with source_of(names) as source:
        rows = _rows(names, source, _SUPPLIER, needed=("name",))
        suppliers = map(Supplier._make, rows)
        # A name that stands there often is answered once: a million answers would fill the memory.
        answered = Once(_answer)
        return {"matches": [answered[found] for found in matcher.matches(suppliers)]}


def _answer(found: Match) -> Answer:
    return {
        "name": found.name, "id": found.id, "how": found.how, "decision": str(found.decision)
    }  # fmt: skip


_SUPPLIER = ("name", "company_number", "charity_number")


def _rows(
    path: str, source: Source, wanted: tuple[str, ...], *, needed: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The wanted cells of each row below the header; of a column that is not there, empty ones."""
    try:
        for _ in decoded(source, "utf-8-sig"):
            pass
        rows = filter(None, csv_rows(lambda: _lines(source), ",")())
        header = next(rows, [])
        missing = [column for column in needed if column not in header]
        if missing:
            raise Unusable(*[f"{path} has no column “{column}”." for column in missing])
        places = {column: at for at, column in enumerate(header)}
        pick = itemgetter(*(places.get(column, len(header)) for column in wanted))
        for row in rows:
            if len(row) > len(header) and any(map(is_said, row[len(header) :])):
                raise Unusable(
                    f"{path} has a row with more cells than headings: {', '.join(row)[:60]}"
                )
            yield pick(row + [""] * (len(header) + 1 - len(row)))
    except (UnicodeDecodeError, BrokenRow) as error:
        raise Unusable(f"{path} is not a CSV file in UTF-8: {error}") from None


def _lines(source: Source) -> io.TextIOWrapper:
    return io.TextIOWrapper(source(), "utf-8-sig", newline="")
