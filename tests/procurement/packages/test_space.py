"""A space of no size, and one that ends before it begins, is none."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.refusal import Refusals
from procurement.packages.space import Space, check_space

HALL = Space("Hall on the ground floor", date(2027, 1, 1), date(2027, 1, 1), 1, "Canal Gardens")


def test_a_space_of_one_day_and_one_metre_is_taken() -> None:
    check_space(HALL)
    check_space(Space("Yard", date(2027, 1, 1)))


def test_each_fault_stands_at_its_field() -> None:
    with pytest.raises(Refusals) as no:
        check_space(replace(HALL, what=" ", ends_on=date(2026, 12, 31), square_metres=0))
    fields = [fault.field for fault in no.value.faults]
    assert fields == ["what", "ends_on", "square_metres"]
