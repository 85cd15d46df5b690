"""Headings propose a column of amounts, its cells decide; of two that are possible both are named."""

import pytest

from invoicing.spend.spend import read_spend
from invoicing.spend.spend_amount_column import Holds, held_by
from invoicing.spend.spend_columns import columns
from procurement.ground.refusal import Refusal


def spend_file(*named: tuple[str, list[str]]) -> bytes:
    """Columns beside a supplier and a date, as CSV."""
    headings = [heading for heading, _ in named]
    rows = zip(*(cells for _, cells in named), strict=True)
    lines = [["Supplier", "Date", *headings], *(["Elm", "14/07/2026", *row] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


AMOUNTS = ["120.50", "80", "-75.10", "3000", "99.99"]
OTHERS = ["5.20", "18.40", "7", "12.75", "1.10"]
WHOLE = ["120", "80", "75", "3000", "99"]
CODES = ["4501", "4502", "4501", "4502", "4501"]
ZEROS = ["0045", "0012", "0310", "0007", "0999"]
TEXTS = ["Food", "Care", "Food", "Food", "Care"]


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        (AMOUNTS, Holds.MONEY),
        (["£5", "£7"], Holds.MONEY),
        ([12.5, 7.0], Holds.MONEY),
        ([4501.0, 80.0], Holds.WHOLE_NUMBERS),
        (WHOLE, Holds.WHOLE_NUMBERS),
        (CODES, Holds.CODES),
        (ZEROS, Holds.CODES),
        (TEXTS, Holds.NO_AMOUNTS),
        (["", None, "  "], Holds.NO_AMOUNTS),
        (["1234,56", "12,5"], Holds.MONEY),
    ],
)
def test_cells_tell_money_from_codes(cells: list[object], holds: Holds) -> None:
    assert held_by(cells) is holds


@pytest.mark.parametrize("heading", ["Cost Centre", "Cost Element", "Spend Category", "Cost Pool"])
@pytest.mark.parametrize("cells", [CODES, ZEROS, TEXTS, WHOLE])
def test_a_code_to_the_left_of_the_amount_is_not_the_amount(heading: str, cells: list[str]) -> None:
    spend = read_spend(spend_file((heading, cells), ("Amount", AMOUNTS)))
    assert spend.columns.headings[1] == "Amount"
    assert spend.payments.total_pence == 322_539


@pytest.mark.parametrize("heading", ["Price", "Value", "Cost", "Total"])
@pytest.mark.parametrize("cells", [CODES, ZEROS, TEXTS, WHOLE])
def test_a_word_for_money_over_codes_is_not_the_amount(heading: str, cells: list[str]) -> None:
    spend = read_spend(spend_file((heading, cells), ("Amount", AMOUNTS)))
    assert spend.columns.headings[1] == "Amount"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("Value", OTHERS), ("Amount", AMOUNTS)),
        (("Amount", WHOLE), ("Value", OTHERS)),
        (("Amount", AMOUNTS), ("Amount", OTHERS)),
        (("Cost", WHOLE), ("Amount", WHOLE[::-1])),
        (("Amount", CODES), ("Cost Charged", OTHERS)),
    ],
)
def test_two_that_are_possible_are_both_named(
    left: tuple[str, list[str]], right: tuple[str, list[str]]
) -> None:
    with pytest.raises(Refusal) as refused:
        read_spend(spend_file(left, right))
    assert f"“{left[0]}” (column C)" in str(refused.value)
    assert f"“{right[0]}” (column D)" in str(refused.value)


def test_two_that_say_the_same_are_one() -> None:
    spend = read_spend(spend_file(("Value", ["5.00", "7.50"]), ("Amount", ["5", "7.5"])))
    assert spend.payments.total_pence == 1_250


def test_net_goes_before_gross_and_an_amount_before_its_total_or_price() -> None:
    for other in ("Gross Amount", "Total", "Unit Price", "Price", "Original Amount"):
        spend = read_spend(spend_file((other, OTHERS), ("Amount", AMOUNTS)))
        assert spend.columns.headings[1] == "Amount"
    spend = read_spend(spend_file(("Amount", OTHERS), ("Net Amount", WHOLE)))
    assert spend.columns.headings[1] == "Net Amount"


def test_a_net_column_without_amounts_is_passed_over() -> None:
    spend = read_spend(spend_file(("Net Amount", [""] * 5), ("Gross Amount", AMOUNTS)))
    assert spend.columns.headings[1] == "Gross Amount"


def test_a_file_whose_only_column_is_of_codes_has_no_amount() -> None:
    with pytest.raises(Refusal, match="No sheet has a heading row"):
        read_spend(spend_file(("Cost Object", CODES)))
    spend = read_spend(spend_file(("Cost Charged", AMOUNTS)))
    assert spend.payments.total_pence == 322_539


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("OrganisationName|SupplierName|PaymentDate|AmountPaid", 1),
        ("suppliername|paymentdate|netamount", 0),
        ("VATAmount|SUPPLIER_NAME|PAYMENT_DATE|NETAmount", 1),
        ("PaidDate|TransactionNumber|VendorName|SpendGBP", 2),
    ],
)
def test_headings_written_as_one_word_are_read(header: str, chosen: int) -> None:
    headings = header.split("|")
    judged = columns(headings)
    assert judged is not None
    assert judged.supplier == chosen
    assert [column.heading for column in judged.amounts] == headings[-1:]
    assert "date" in judged.headings[2].lower()
