"""A file of spending in any layout becomes payments, and every row left out says why."""

import io
import struct
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from invoicing.spend.spend import Payment, RefusedRow, read_spend
from invoicing.spend.spend_amounts import pence
from invoicing.spend.spend_columns import columns, is_contract_register
from invoicing.spend.spend_days import day, is_day_first
from procurement.ground.refusal import Refusal


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def workbook(**tables: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def old_workbook(*table: list[Any]) -> bytes:
    """A workbook of Excel 2: records of texts, numbers, days and one kind of error."""
    formats = [b"General", b"dd/mm/yyyy"]
    records = [(0x09, struct.pack("<HH", 2, 0x10))]
    records += [(0x1E, bytes([len(name)]) + name) for name in formats]
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            is_day = isinstance(cell, date)
            start = struct.pack("<HHBBB", row, column, 0, int(is_day), 0)
            if isinstance(cell, str) and cell.startswith("#"):
                records.append((0x05, start + bytes([0x2A, 1])))
            elif isinstance(cell, str):
                records.append((0x04, start + bytes([len(cell)]) + cell.encode("cp1252")))
            else:
                number = (cell - date(1899, 12, 30)).days if is_day else cell
                records.append((0x03, start + struct.pack("<d", number)))
    records.append((0x0A, b""))
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


PLAIN = csv_file(
    "Supplier Name,Net Amount,Payment Date",
    "Willow Kitchen CIC,1234.50,14/07/2026",
    " Redacted Personal Information ,-20.00,13/07/2026",
)


def test_a_plain_file_is_read_whole() -> None:
    found = read_spend(PLAIN)
    assert list(found.payments) == [
        Payment("Willow Kitchen CIC", 123_450, date(2026, 7, 14), 2),
        Payment("Redacted Personal Information", -2_000, date(2026, 7, 13), 3),
    ]
    assert found.payments.total_pence == 121_450
    assert found.refused == ()
    assert found.columns.headings == ("Supplier Name", "Net Amount", "Payment Date")
    assert (found.sheet, found.sheets_ignored) == (None, ())


def test_every_row_that_is_not_taken_says_why() -> None:
    found = read_spend(
        csv_file(
            "Supplier,Amount,Date",
            "Willow Kitchen,10.00,2026-07-14",
            ",10.00,2026-07-14",
            "Willow Kitchen,n/a,2026-07-14",
            "Willow Kitchen,10.00",
            ",,",
            "",
            "Total,20.00,end",
            "Supplier,Amount,Date",
            "Willow Kitchen,,31/02/2026",
        )
    )
    assert len(found.payments) == 1
    assert found.refused == (
        RefusedRow(3, "There is no supplier."),
        RefusedRow(4, "“n/a” is not an amount in pounds."),
        RefusedRow(5, "There is no date."),
        RefusedRow(8, "“end” is not a date."),
        RefusedRow(9, "This row repeats the headings."),
        RefusedRow(10, "There is no amount. “31/02/2026” is not a date."),
    )


def test_titles_above_the_headings_are_passed_over() -> None:
    found = read_spend(csv_file("Spend over £500", "", "Vendor;Value;Date Paid", "Elm;1,50;x"))
    assert found.refused[0].row == 4
    assert found.columns.headings == ("Vendor", "Value", "Date Paid")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    found = read_spend(csv_file("Payee,£,Date", "Café Elm,£5,1 Jul 2026", encoding=encoding))
    assert list(found.payments) == [Payment("Café Elm", 500, date(2026, 7, 1), 2)]


def test_a_byte_order_mark_encoded_twice_is_dropped() -> None:
    content = "ï»¿".encode() + PLAIN
    assert read_spend(content).columns.headings[0] == "Supplier Name"


def test_the_order_of_day_and_month_is_decided_once_for_the_file() -> None:
    american = csv_file("Supplier,Amount,Date", "A,1,3/4/2026", "B,1,12/31/2026", "C,1,5/6/2026")
    assert [p.on for p in read_spend(american).payments] == [
        date(2026, 3, 4),
        date(2026, 12, 31),
        date(2026, 5, 6),
    ]
    british = csv_file("Supplier,Amount,Date", "A,1,3/4/2026", "B,1,5/6/2026")
    assert next(iter(read_spend(british).payments)).on == date(2026, 4, 3)


def test_the_payments_date_counts_and_else_the_documents() -> None:
    found = read_spend(
        csv_file("Doc Date,Paid Date,Payee,Amount", "1/7/2026,9/7/2026,A,1", "2/7/2026,,B,1")
    )
    assert [p.on for p in found.payments] == [date(2026, 7, 9), date(2026, 7, 2)]
    assert found.columns.headings[2] == "Paid Date"


def test_the_fullest_sheet_is_read_and_the_others_are_named() -> None:
    header = ["Payee", "£ (net)", "Paid Date"]
    full = [[f"Elm {n}", 10.25, datetime(2026, 7, n)] for n in (1, 2, 3)]
    content = workbook(
        Pivot=[["Row Labels", "Sum"], ["Elm", 30]],
        Short=[header, *full[:2]],
        Full=[[], header, *full, [None, None, None], ["Elm", "#N/A", 46204]],
    )
    found = read_spend(content)
    assert (found.sheet, found.sheets_ignored) == ("Full", ("Pivot", "Short"))
    assert (len(found.payments), found.payments.total_pence) == (3, 3_075)
    assert found.refused == (RefusedRow(7, "“#N/A” is not an amount in pounds."),)


def test_a_workbook_of_old_excel_is_read() -> None:
    found = read_spend(
        old_workbook(
            ["MERCHANT NAME", "BILLING GROSS AMT", "TRANS DATE"],
            ["willow kitchen", 470.4, date(2026, 8, 4)],
            ["elm tree", "#N/A", date(2026, 8, 5)],
        )
    )
    assert list(found.payments) == [Payment("willow kitchen", 47_040, date(2026, 8, 4), 2)]
    assert found.refused == (RefusedRow(3, "“#N/A” is not an amount in pounds."),)


def test_an_amount_in_another_currency_is_refused() -> None:
    found = read_spend(
        csv_file("Supplier,Amount,Currency,Date", "A,1,GBP,1/7/2026", "B,1,USD,1/7/2026")
    )
    assert found.refused == (RefusedRow(3, "The amount is in USD, not in pounds."),)


def test_a_register_of_contracts_is_refused_as_one() -> None:
    with pytest.raises(Refusal, match="register of contracts"):
        read_spend(
            csv_file("Contract Title,Supplier Name,Total Contract Value,Start Date,End Date")
        )
    assert not is_contract_register(["Supplier", "Amount", "Date"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "No sheet has a heading row"),
        (b"a,b\n1,2\n", "No sheet has a heading row"),
        (b"\x00\x01\x02", "neither a CSV file nor a spreadsheet"),
        (b"PK\x03\x04rest", r"\.xlsx workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0rest", r"\.xls workbook cannot be read"),
        (b'Supplier,Amount,Date\n"' + b"x" * 200_000, "never closed"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        read_spend(content)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("Gross Amount|Net Amount|Supplier|Date", "Net Amount"),
        ("ORIGINAL GROSS AMT|BILLING GROSS AMT|MERCHANT NAME|TRANS DATE", "BILLING GROSS AMT"),
        ("Amount excluding VAT|VAT Amount|Supplier|Date", "Amount excluding VAT"),
        ("Irrecoverable VAT|Invoice Line Value (net of VAT)|Vendor|Date", None),
        ("Transaction Number|Spend|Supplier Name|Invoice GL Date", "Spend"),
        ("Supplier ID|Supplier|Value|Posting Date", "Value"),
    ],
)
def test_the_net_and_billed_amount_is_chosen(header: str, chosen: str | None) -> None:
    found = columns(header.split("|"))
    assert found is not None
    assert found.headings[1] == (chosen or "Invoice Line Value (net of VAT)")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("Supplier ID(T)|Amount|Updated", "Supplier ID(T)"),
        ("Supplier ID|Supplier(Beneficiary) Name|Amount|Date", "Supplier(Beneficiary) Name"),
        ("Payee ORIGINAL|Payee|Amount|Date", "Payee"),
        ("Supplier Postcode|Paid To|Amount|Date", "Paid To"),
    ],
)
def test_the_suppliers_name_is_chosen(header: str, chosen: str) -> None:
    found = columns(header.split("|"))
    assert found is not None
    assert found.headings[0] == chosen


@pytest.mark.parametrize("header", ["Supplier|Date", "Amount|Date", "Supplier|Amount|Start Date"])
def test_a_header_without_all_three_is_none(header: str) -> None:
    assert columns(header.split("|")) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12.34", 1_234),
        ("-12.34", -1_234),
        ("8,864.00 ", 886_400),
        ("£1,100", 110_000),
        ("(12.30)", -1_230),
        ("12.30-", -1_230),
        ("12.30CR", -1_230),
        ("12.30 DR", 1_230),
        ("1.005", 101),
        ("1.2E+05", 12_000_000),
        (".5", 50),
        (0.1, 10),
        (38450.99999999999, 3_845_100),
        (7, 700),
        ("1_0.00", None),
        ("$5", None),
        ("1e99", None),
        ("", None),
        (True, None),
        (None, None),
    ],
)
def test_an_amount_in_any_writing_is_whole_pence(cell: Any, expected: int | None) -> None:
    assert pence(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "14-Jul-20",
        "14 July 2020",
        "July 14, 2020",
        "2020-07-14",
        "2020-07-14T00:00:00Z",
        "14.07.2020",
        "14/07/20",
        "14/07/2020 00:00",
        "20200714",
        "44026",
        44026.0,
        date(2020, 7, 14),
        datetime(2020, 7, 14, 9),
    ],
)
def test_a_date_in_any_writing_is_a_day(cell: Any) -> None:
    assert day(cell, day_first=True) == date(2020, 7, 14)


@pytest.mark.parametrize("cell", ["", "202109", "14-Foo-20", "99/99/2020", "0020-07-14", "x", True])
def test_what_is_no_date_is_none(cell: Any) -> None:
    assert day(cell, day_first=True) is None


def test_where_no_date_tells_the_day_comes_first() -> None:
    assert is_day_first(["3/4/2026", None, datetime(2026, 1, 1)])
    assert not is_day_first(["12/31/2026"])


def test_reading_an_old_workbook_says_nothing_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "old.xls"
    file.write_bytes(old_workbook(["Supplier", "Amount", "Date"], ["Elm", 5, date(2026, 8, 4)]))
    reads = "import sys; from invoicing.spend.spend import read_spend as read"
    reads += "; print(len(read(open(sys.argv[1], 'rb').read()).payments))"
    said = subprocess.run([sys.executable, "-c", reads, file], capture_output=True, check=True)
    assert said.stdout.split() == [b"1"]


def answer_of(content: bytes) -> int | str:
    try:
        return read_spend(content).payments.total_pence
    except Refusal as no:
        return str(no)


def test_a_workbook_damaged_anywhere_is_refused_or_still_read() -> None:
    content = workbook(Paid=[["Supplier", "Amount", "Date"], ["Elm", 5, date(2026, 8, 4)]])
    places = range(40, len(content) - 40, 97)
    answers = {answer_of(content[:at] + bytes(40) + content[at + 40 :]) for at in places}
    assert "This .xlsx workbook cannot be read; it may be damaged." in answers
    assert len(answers - {500}) == 1


def test_rows_of_a_workbook_that_are_only_formatted_are_no_rows() -> None:
    rows = [
        ["Supplier", "Amount", "Date"],
        *[[None, " ", ""]] * 50,
        ["Elm", 1e20, date(2026, 8, 4)],
    ]
    spend = read_spend(workbook(Paid=[*rows, ["Elm", 5.25, date(2026, 8, 4)]]))
    assert spend.payments.total_pence == 525
    assert spend.refused == (RefusedRow(52, "“1e+20” is not an amount in pounds."),)
