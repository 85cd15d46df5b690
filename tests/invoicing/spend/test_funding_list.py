"""A list of funding is read whatever its layout; what a row lacks is said for that row."""

import io
from datetime import date

import openpyxl
import pytest

from invoicing.spend.funding_list import EXAMPLE, HEADINGS, MOST_ROWS, as_csv, read_list
from procurement.ground.refusal import Refusal

HEAD = ",".join(HEADINGS)
ROW = "GB-COH-01234567,A foundation,grant,5000,2026-03-27,food,An oven"


def only(*lines: str):
    [row] = read_list("\n".join([HEAD, *lines]).encode())
    return row


def test_the_example_of_the_template_can_be_read() -> None:
    [row] = read_list((HEAD + '\n"' + '","'.join(EXAMPLE) + '"').encode())
    assert (row.row, row.enterprise) == (2, "GB-COH-01234567")
    assert row.facts.amount_pence == 500_000
    assert row.facts.received_on == date(2026, 3, 27)
    assert (row.facts.kind, row.facts.theme) == ("grant", "food")
    assert not row.unread


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("£1,234.56", 123_456), ("1234.5", 123_450), ("GBP 12", 1_200), ("-5", -500)],
)
def test_amounts_are_read_as_people_write_them(typed: str, pence: int) -> None:
    assert only(f'E,F,,"{typed}",2026-03-27,,W').facts.amount_pence == pence


@pytest.mark.parametrize("typed", ["€500", "500 USD", "five hundred", "=A1*2", "£5.000"])
def test_what_is_no_amount_in_pounds_is_named(typed: str) -> None:
    row = only(f"E,F,,{typed},2026-03-27,,W")
    assert row.facts.amount_pence is None
    assert row.unread == {"amount": f"“{typed}” is not an amount in pounds."}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("27/03/2026", date(2026, 3, 27)), ("5 Apr 2026", date(2026, 4, 5)), ("soon", None)],
)
def test_days_are_read_as_people_write_them(typed: str, found: date | None) -> None:
    row = only(f"E,F,,5,{typed},,W")
    assert row.facts.received_on == found
    assert row.unread == ({} if found else {"received_on": f"“{typed}” is not a date."})


def test_kind_and_theme_may_be_missing_and_columns_stand_in_any_order() -> None:
    text = "what for;received ON;amount;from;enterprise\nAn oven;27/03/2026;£5,000;F;E\n;;;;\n"
    [row] = read_list(text.encode("cp1252"))
    assert (row.facts.kind, row.facts.theme, row.facts.purpose) == ("grant", "other", "An oven")
    assert row.enterprise == "E"


def test_a_workbook_is_read_and_turned_into_text_that_reads_the_same() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADINGS)
    book.active.append(
        ["E", "F", "Other funding", 12.5, date(2026, 3, 27), "Built environment", "W"]
    )
    book.save(content)
    rows = read_list(content.getvalue())
    assert rows == read_list(as_csv(content.getvalue()).encode())
    assert rows[0].facts.kind == "other_funding"
    assert rows[0].facts.theme == "built_environment"
    assert rows[0].facts.amount_pence == 1_250


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (HEAD.encode(), "no row below"),
        (b"Enterprise,Amount\nE,5", "missing: “From”, “Received on”, “What for”"),
        (ROW.encode(), "missing: “Enterprise”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither a CSV file nor a spreadsheet"),
        (b"PK\x03\x04 not a workbook", "cannot be read"),
        ("\n".join([HEAD, *[ROW] * (MOST_ROWS + 1)]).encode(), "1,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_list(content)


def test_a_full_list_is_read_whole() -> None:
    assert len(read_list("\n".join([HEAD, *[ROW] * MOST_ROWS]).encode())) == MOST_ROWS
