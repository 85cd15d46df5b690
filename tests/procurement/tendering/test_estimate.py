from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.ground.money import Money
from procurement.tendering.estimate import estimate_faults, estimated_value, lot_estimates
from procurement.tendering.lot import Beyond, LotFacts

STANDARD = Decimal(20)
MEALS = LotFacts(
    "1",
    "Meals",
    "",
    Money(10_000_000),
    beyond=Beyond("A second kitchen.", 24, "Twice by 12 months."),
    options_estimate=Money(1_000_000),
    extension_estimate=Money(5_000_000),
)
TRAINING = LotFacts(
    "2",
    "Training",
    "",
    Money(2_000_001),
    beyond=Beyond(extension_months=0),
    options_estimate=Money(0),
    vat_percent=Decimal(0),
)


def test_options_and_extensions_are_part_of_the_value() -> None:
    large, small = Money(40_000_000), Money(10_000_000)
    assert estimated_value(small, large) == Money(50_000_000)
    assert estimated_value(small, None) == small
    assert estimated_value(None, large) is None


def test_each_lot_adds_what_is_agreed_and_what_may_follow_with_its_own_vat() -> None:
    meals, training = lot_estimates([MEALS, TRAINING], STANDARD)
    assert (meals.net, meals.vat, meals.gross) == (
        Money(16_000_000),
        Money(3_200_000),
        Money(19_200_000),
    )
    assert (meals.agreed_with_vat, meals.added_with_vat) == (Money(12_000_000), Money(7_200_000))
    assert (training.gross, training.vat) == (Money(2_000_001), Money(0))


def test_nothing_is_worked_out_while_one_lot_has_no_estimate() -> None:
    assert lot_estimates([MEALS, replace(TRAINING, estimate=None)], STANDARD) == ()


@pytest.mark.parametrize(
    ("lot", "fields"),
    [
        (MEALS, []),
        (replace(MEALS, estimate=None), ["lots-0-estimate"]),
        (replace(MEALS, options_estimate=None), ["lots-0-options_estimate"]),
        (replace(MEALS, extension_estimate=None), ["lots-0-extension_estimate"]),
        (
            replace(MEALS, beyond=Beyond(extension_months=24)),
            ["lots-0-options", "lots-0-extension"],
        ),
        (
            replace(MEALS, beyond=Beyond("A second kitchen."), extension_estimate=None),
            ["lots-0-extension_months"],
        ),
        (replace(MEALS, vat_percent=Decimal(21)), ["lots-0-vat_percent"]),
        (replace(MEALS, vat_percent=Decimal(5)), ["less_vat_because"]),
    ],
)
def test_what_an_authority_has_not_said_of_a_lot_is_asked_for(
    lot: LotFacts, fields: list[str]
) -> None:
    assert [fault.field for fault in estimate_faults([lot], STANDARD)] == fields


def test_less_vat_needs_a_reason_once() -> None:
    [fault] = estimate_faults([TRAINING, TRAINING], STANDARD)
    assert str(fault).startswith("Say why less VAT is due than 20%")
    assert estimate_faults([TRAINING], STANDARD, "Training is exempt.") == []


def test_the_last_day_with_every_extension_is_worked_out() -> None:
    assert MEALS.beyond.latest(date(2028, 2, 29)) == date(2030, 2, 28)
    assert MEALS.beyond.latest(None) is None
    assert TRAINING.beyond.latest(date(2028, 2, 29)) is None
    too_long = Beyond(extension_months=100_000)
    assert too_long.latest(date(2199, 12, 31)) is None
    assert too_long.in_words(date(2199, 12, 31)) == (
        "It can be extended by 100000 months at most.",
    )
    assert MEALS.beyond.in_words(date(2028, 3, 31)) == (
        "Options: A second kitchen.",
        "It can be extended by 24 months at most, to 31 March 2030: Twice by 12 months.",
    )
    assert Beyond(extension_months=1).in_words(None) == ("It can be extended by 1 month at most.",)
    assert TRAINING.beyond.in_words(date(2028, 3, 31)) == ()
