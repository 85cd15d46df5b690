from decimal import Decimal

import pytest

from procurement.ground.money import Money
from procurement.tendering.estimate import estimate_faults, estimated_value

STANDARD = Decimal(20)
LARGE, SMALL = Money(40_000_000), Money(10_000_000)


def test_options_and_extensions_are_part_of_the_value() -> None:
    assert estimated_value(SMALL, LARGE) == Money(50_000_000)
    assert estimated_value(SMALL, None) == SMALL
    assert estimated_value(None, LARGE) is None


@pytest.mark.parametrize(
    ("agreed", "options", "lots", "fields"),
    [
        (SMALL, Money(0), [], []),
        (LARGE, Money(0), [SMALL, SMALL], []),
        (SMALL, Money(0), [SMALL], ["estimate"]),
        (Money(12_000_000), Money(0), [SMALL], []),
        (Money(11_999_999), Money(0), [SMALL], ["estimate"]),
        (SMALL, LARGE, [Money(5_000_000), Money(5_000_001)], ["estimate"]),
        (None, Money(0), [LARGE], ["estimate"]),
        (SMALL, None, [], ["options_estimate"]),
        (SMALL, Money(-1), [], ["options_estimate"]),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said(
    agreed: Money | None, options: Money | None, lots: list[Money], fields: list[str]
) -> None:
    assert [fault.field for fault in estimate_faults(agreed, options, lots, STANDARD)] == fields


def test_an_estimate_that_forgot_vat_needs_a_reason() -> None:
    [fault] = estimate_faults(SMALL, Money(0), [SMALL], STANDARD)
    assert str(fault).startswith("With VAT at 20% the lots come to £120,000.00 together")
    assert estimate_faults(SMALL, Money(0), [SMALL], STANDARD, "Training is exempt.") == []
    assert estimate_faults(SMALL, Money(0), [LARGE], STANDARD, "Training is exempt.") != []
