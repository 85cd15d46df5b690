"""Stages make up the price, inside the days of their contract."""

from datetime import date

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.stages import Stage, check_stages

FIRST, LAST = date(2027, 1, 4), date(2027, 6, 30)
HALF = Stage("Foundations", date(2027, 3, 1), Money(500_00))
REST = Stage("Walls", LAST, Money(500_00))


def test_stages_that_make_up_the_price_stand():
    check_stages([HALF, REST], Money(1_000_00), FIRST, LAST)


@pytest.mark.parametrize(
    ("stages", "ends_on", "field", "sentence"),
    [
        ([], LAST, "stages", "Add at least one stage"),
        ([HALF], LAST, "stages", "£500.00 less than the price of £1,000.00"),
        ([HALF, HALF, REST], LAST, "stages", "£500.00 more than the price"),
        ([HALF, REST, Stage("Air", LAST, Money(0))], LAST, "stages", "“Air” needs a sum"),
        ([HALF, Stage(" ", LAST, Money(500_00))], LAST, "stages", "Say of each stage"),
        (
            [HALF, Stage("Early", date(2027, 1, 3), Money(500_00))],
            LAST,
            "stages",
            "before the work",
        ),
        ([HALF, REST], date(2027, 6, 29), "ends_on", "not shorter than its stages"),
        ([HALF, REST], date(2027, 1, 3), "ends_on", "ends before it starts"),
    ],
)
def test_what_cannot_be_signed_is_refused_at_its_field(stages, ends_on, field, sentence):
    with pytest.raises((Refusal, Refusals), match=sentence) as no:
        check_stages(stages, Money(1_000_00), FIRST, ends_on)
    assert [fault.field for fault in getattr(no.value, "faults", [no.value])] == [field]
