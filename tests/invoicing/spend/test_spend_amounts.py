"""The decimal mark is decided once for a file; what does not fit it is no amount."""

import pytest

from invoicing.spend.spend import Payment, read_spend
from invoicing.spend.spend_amounts import DecimalMark, decimal_mark, no_amount, pence
from invoicing.spend.spend_days import day

STOP, COMMA, UNTOLD = DecimalMark.FULL_STOP, DecimalMark.COMMA, DecimalMark.UNTOLD


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12.50", "3"], STOP),
        (["1,234.50"], STOP),
        (["12,5"], COMMA),
        (["1.234,56"], COMMA),
        (["1.234.567", "1,5"], COMMA),
        (["1234,56", "12.50", "3.99"], STOP),
        (["1234,56", "12.50"], STOP),
        (["1,234", "1.234", "17", 4.5, None], UNTOLD),
    ],
)
def test_what_can_be_read_only_one_way_decides(cells: list[object], mark: DecimalMark) -> None:
    assert decimal_mark(cells) is mark


@pytest.mark.parametrize(
    ("cell", "mark", "expected"),
    [
        ("1234,56", COMMA, 123_456),
        ("1.234,56", COMMA, 123_456),
        ("-12,5", COMMA, -1_250),
        ("1.234", COMMA, 123_400),
        ("1,234", COMMA, None),
        ("12.50", COMMA, None),
        ("1234,56", STOP, None),
        ("12,34.50", STOP, None),
        ("1 234.50", STOP, 123_450),
        ("1,234", UNTOLD, 123_400),
        ("1.234", UNTOLD, None),
        ("17", UNTOLD, 1_700),
    ],
)
def test_an_amount_is_read_with_the_mark_of_its_file(
    cell: str, mark: DecimalMark, expected: int | None
) -> None:
    assert pence(cell, mark) == expected


@pytest.mark.parametrize(
    ("cell", "mark", "reason"),
    [
        ("1234,56", STOP, "“1234,56” does not fit: the decimal mark of this file is a full stop."),
        ("12.50", COMMA, "“12.50” does not fit: the decimal mark of this file is a comma."),
        ("1.234", UNTOLD, "“1.234” may be thousands or a fraction: write it with its pence."),
        ("soon", STOP, "“soon” is not an amount in pounds."),
    ],
)
def test_what_is_no_amount_says_why(cell: str, mark: DecimalMark, reason: str) -> None:
    assert no_amount(cell, mark) == reason


@pytest.mark.parametrize(
    "cell",
    ["-5.00", "–5.00", "−5.00", "－5.00", "5.00-", "£-5.00", "-£5", "(£5.00)", "(-5)", "5.00 cr"],
)
def test_credits_are_marked_in_many_ways(cell: str) -> None:
    assert pence(cell) == -500


@pytest.mark.parametrize(
    "cell",
    ["£5", "￡5", "&pound;5", "&#163;5", "\ufffd5.00", "Â£5", "¬£5", "ú5", "GBP5", "5.00 GBP"],
)
def test_a_pound_sign_is_known_however_it_was_kept(cell: str) -> None:
    assert pence(cell) == 500


@pytest.mark.parametrize(
    "cell",
    ["9" * 20 + ".00", "9" * 20, "1" + "0" * 13, 1e20, float("nan"), float("inf"), "(5", "5)", "-"],
)
def test_what_nobody_pays_is_no_amount(cell: object) -> None:
    assert pence(cell) is None


def test_a_file_with_decimal_commas_is_read_with_them() -> None:
    content = b"Supplier;Date;Amount\nA;1/2/2026;1.234,56\nB;2/2/2026;12,5\nC;2/2/2026;9.75\n"
    spend = read_spend(content)
    assert spend.payments.amounts_pence == [123_456, 1_250]
    assert [line.reason for line in spend.refused] == [
        "“9.75” does not fit: the decimal mark of this file is a comma."
    ]


def test_a_spreadsheets_day_written_as_text_and_a_year_of_the_last_century_are_read() -> None:
    content = b"Supplier,Date,Amount\nA,45017.0,1\nB,01/02/98,5\n"
    assert [str(payment.on) for payment in read_spend(content).payments] == [
        "2023-04-01",
        "1998-02-01",
    ]
    assert day(float("nan"), day_first=True) is None
    assert day(1e300, day_first=True) is None


def test_one_too_large_is_refused_and_the_others_are_taken() -> None:
    spend = read_spend(b"Supplier,Date,Amount\nA,1/2/2026,99999999999999999999.00\nB,1/2/2026,5")
    assert [line.row for line in spend.refused] == [2]
    assert [payment.supplier for payment in spend.payments] == ["B"]
    assert isinstance(next(iter(spend.payments)), Payment)
