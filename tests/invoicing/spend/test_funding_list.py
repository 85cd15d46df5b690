"""A list of funding is read whatever its layout; what a row lacks is said for that row."""

import io
from datetime import date

import openpyxl
import pytest

from invoicing.spend.funding_list import EXAMPLE, HEADINGS, MOST_ROWS, as_csv, read_list
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

HEAD = ",".join(HEADINGS)
ROW = "GB-COH-01234567,A foundation,grant,5000,2026-03-27,food,An oven"


def only(*lines: str):
    [row] = read_list("\n".join([HEAD, *lines]).encode())
    return row


def test_the_example_of_the_template_can_be_read() -> None:
    [row] = read_list((HEAD + '\n"' + '","'.join(EXAMPLE) + '"').encode())
    assert (row.row, row.enterprise) == (2, "GB-COH-01234567")
    assert row.facts.amount == Money(500_000)
    assert row.facts.received_on == date(2026, 3, 27)
    assert (row.facts.kind, row.facts.theme) == ("grant", "food")
    assert not row.unread


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("£1,234.56", 123_456), ("1234.5", 123_450), ("GBP 12", 1_200), ("-5", -500)],
)
def test_amounts_are_read_as_people_write_them(typed: str, pence: int) -> None:
    assert only(f'E,F,,"{typed}",2026-03-27,,W').facts.amount == Money(pence)


@pytest.mark.parametrize("typed", ["€500", "500 USD", "five hundred", "=A1*2", "£5.000"])
def test_what_is_no_amount_in_pounds_is_named(typed: str) -> None:
    row = only(f"E,F,,{typed},2026-03-27,,W")
    assert row.facts.amount is None
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
    assert rows[0].facts.amount == Money(1_250)


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


@pytest.mark.parametrize(
    ("amounts", "pence"),
    [
        (["1234,56", "1.000"], [123_456, 100_000]),
        (["1.234,56", "7,5"], [123_456, 750]),
        (["12.50", "1,000"], [1_250, 100_000]),
    ],
)
def test_the_decimal_mark_is_decided_once_for_the_list(
    amounts: list[str], pence: list[int]
) -> None:
    rows = [f"E;F;grant;{amount};27.03.2026;food;W" for amount in amounts]
    content = "\n".join([HEAD.replace(",", ";"), *rows]).encode()
    assert [row.facts.amount for row in read_list(content)] == list(map(Money, pence))
    assert read_list(as_csv(content).encode()) == read_list(content)


def test_an_amount_that_does_not_fit_the_mark_is_named() -> None:
    lines = ['E,F,,"12,5",2026-03-27,,W', "E,F,,12.50,2026-03-27,,W", "E,F,,3.99,2026-03-27,,W"]
    first, *others = read_list("\n".join([HEAD, *lines]).encode())
    assert first.unread == {
        "amount": "“12,5” does not fit: the decimal mark of this file is a full stop."
    }
    assert not any(row.unread for row in others)


def test_an_amount_larger_than_any_is_no_amount() -> None:
    row = only(f"E,F,,{'9' * 20}.00,2026-03-27,,W")
    assert row.facts.amount is None
    assert "is not an amount in pounds" in row.unread["amount"]


def test_a_row_with_more_cells_than_headings_is_not_read() -> None:
    head = "Enterprise,From,Received on,What for,Amount"
    [row] = read_list(f"{head}\nE,F,2026-03-27,W,1,234.50".encode())
    assert row.facts.amount is None
    assert "more cells than there are headings" in row.unread["amount"]


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    with pytest.raises(Refusal, match="opened and never closed"):
        read_list("\n".join([HEAD, f'"{ROW}', ROW]).encode())


def test_formatted_empty_rows_and_notes_beside_a_workbooks_list_are_no_rows() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADINGS)
    book.active.append(["E", "F", "grant", 300.0000000000001, date(2026, 3, 27), "food", "W"])
    for row in range(3, MOST_ROWS + 200):
        book.active.cell(row, 4).number_format = "0.00"
    book.active.append(["E", "F", "grant", 5, date(2026, 3, 28), "food", "W", "a note"])
    book.save(content)
    rows = read_list(content.getvalue())
    assert [row.facts.amount for row in rows] == [Money(30_000), Money(500)]
    assert not any(row.unread for row in rows)
    text = as_csv(content.getvalue())
    assert text.count("\n") == 3
    assert [row.facts for row in read_list(text.encode())] == [row.facts for row in rows]
