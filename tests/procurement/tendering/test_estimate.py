import pytest

from procurement.ground.money import Money
from procurement.tendering.estimate import estimate_faults, estimated_value

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
        (SMALL, Money(0), [SMALL], []),
        (SMALL, LARGE, [Money(5_000_000), Money(5_000_001)], ["estimate"]),
        (None, Money(0), [LARGE], ["estimate"]),
        (SMALL, None, [], ["options_estimate"]),
        (SMALL, Money(-1), [], ["options_estimate"]),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said(
    agreed: Money | None, options: Money | None, lots: list[Money], fields: list[str]
) -> None:
    assert [fault.field for fault in estimate_faults(agreed, options, lots)] == fields
