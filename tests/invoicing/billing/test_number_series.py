"""The series of numbers that a supplier chooses for itself."""

import pytest

from invoicing.billing.invoice import series_number
from invoicing.billing.number_series import HIGHEST, refuse_series
from procurement.ground.refusal import Refusal


@pytest.mark.parametrize(("prefix", "first"), [("KITCHEN", 1), ("2027/A", 245), ("", HIGHEST)])
def test_beginning_and_first_are_its_own(prefix: str, first: int) -> None:
    refuse_series(prefix, first, used=["INV", "CN"])


@pytest.mark.parametrize(
    ("prefix", "first", "said"),
    [
        ("inv", 1, "given twice"),
        ("Küche", 1, "Use up to 12"),
        ("-A", 1, "Use up to 12"),
        ("THIRTEENCHARS", 1, "Use up to 12"),
        ("A", 0, "whole number from 1"),
        ("A", HIGHEST + 1, "whole number from 1"),
    ],
)
def test_a_series_that_cannot_be_told_apart_is_refused(prefix: str, first: int, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        refuse_series(prefix, first, used=["INV", "CN"])


def test_a_series_may_be_numbers_alone() -> None:
    assert series_number("", 245) == "000245"
