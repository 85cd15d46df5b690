"""No row is lost in a cell, shifted, or summed up twice: each is taken or says why not."""

import pytest

from invoicing.spend.spend import read_spend
from procurement.ground.refusal import Refusal

HEAD = "Supplier,Date,Amount"
SHIFTED = "This row has more cells than there are headings"
TOTAL = "This is a total, not a payment."


def of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (['"Elm,1/7/2026,5', "Oak,1/7/2026,6"], 2),
        (["Elm,1/7/2026,5", '"Oak,1/7/2026,6', '"Ash Ltd",1/7/2026,7'], 3),
        (["Elm,1/7/2026,5", 'Oak,1/7/2026,"6'], 3),
        (['"Elm" Ltd,1/7/2026,"5', "Oak,1/7/2026,6"], 2),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_a_fault(lines: list[str], number: int) -> None:
    with pytest.raises(Refusal, match=f"Its row begins on line {number}"):
        read_spend(of(*lines))


def test_one_in_the_headings_is_a_fault_too() -> None:
    with pytest.raises(Refusal, match="Its row begins on line 1"):
        read_spend(of("Elm,1/7/2026,5", head='Supplier,"Date,Amount'))


def test_quotation_marks_that_are_closed_are_no_fault() -> None:
    spend = read_spend(
        of(
            '"Elm" Ltd,1/7/2026,5',
            '"Oak ""O"" Ltd",1/7/2026,6',
            'A "B" C,1/7/2026,7',
            '"D\nE",1/7/2026,8',
        )
    )
    assert [payment.supplier for payment in spend.payments] == [
        "Elm Ltd",
        'Oak "O" Ltd',
        'A "B" C',
        "D\nE",
    ]


def test_a_cell_without_end_is_a_fault() -> None:
    with pytest.raises(Refusal, match="longer than any cell"):
        read_spend(of("x" * 200_000))


def test_an_amount_parted_at_its_comma_is_refused() -> None:
    spend = read_spend(of("Elm,1/7/2026,1,234.50", "Oak,1/7/2026,50,", "Ash,1/7/2026,7"))
    assert [line.row for line in spend.refused] == [2]
    assert spend.refused[0].reason.startswith(SHIFTED)
    assert spend.payments.total_pence == 5_700


def test_one_parted_within_columns_that_have_no_heading_is_refused() -> None:
    spend = read_spend(of("Elm,1/7/2026,1,234.50,", "Oak,1/7/2026,50,a note,", head=f"{HEAD},,"))
    assert [line.row for line in spend.refused] == [2]
    assert spend.payments.total_pence == 5_000


@pytest.mark.parametrize(
    "name",
    ["Total", "TOTALS:", "Sub-total", "Subtotal", "Grand Total", "Total for July", "Elm Total"],
)
def test_a_sum_with_a_day_is_no_payment(name: str) -> None:
    spend = read_spend(of("Elm,1/7/2026,5", "Oak,1/7/2026,6", f"{name},31/7/2026,9"))
    assert [(line.row, line.reason) for line in spend.refused] == [(4, TOTAL)]


def test_a_sum_without_a_day_is_said_to_be_one() -> None:
    spend = read_spend(of("Elm,1/7/2026,5", "Total,,5", ",,5"))
    assert [(line.row, line.reason) for line in spend.refused] == [
        (3, TOTAL),
        (4, "There is no supplier. There is no date."),
    ]


def test_a_total_of_what_stands_above_is_no_payment_wherever_it_stands() -> None:
    spend = read_spend(
        of(
            "Elm,1/7/2026,5",
            "Oak,1/7/2026,6",
            "Care total,1/7/2026,11",
            "Ash,1/7/2026,7",
            "Food total,1/7/2026,7",
            "Council total,1/7/2026,18",
        )
    )
    assert [line.row for line in spend.refused] == [4, 6, 7]
    assert spend.payments.total_pence == 1_800


@pytest.mark.parametrize(
    "name", ["Total Gas & Power", "TotalEnergies", "Fire Safety Total", "Totally Local"]
)
def test_a_supplier_whose_name_has_the_word_is_paid(name: str) -> None:
    spend = read_spend(of("Elm,1/7/2026,5", f"{name},1/7/2026,9"))
    assert len(spend.payments) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_text_a_spreadsheet_writes_is_read(encoding: str, delimiter: str, end: str) -> None:
    text = f"{HEAD}\nElm,1/7/2026,5.00\nOak,2/7/2026,6.00\n"
    content = text.replace(",", delimiter).replace("\n", end).encode(encoding)
    assert read_spend(content).payments.total_pence == 1_100
