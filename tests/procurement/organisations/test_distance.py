"""Distances in miles, and the cells in which those that are near are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.organisations.distance import cells_around, cells_of, miles_between
from procurement.organisations.place import locate

ENGLAND = (st.floats(49.9, 55.8), st.floats(-6.4, 1.8))


@pytest.mark.parametrize(
    ("here", "there", "miles"),
    [
        ((52.4862, -1.8904), (51.5072, -0.1276), 101.1),  # Birmingham to London
        ((52.0, -1.9), (53.0, -1.9), 69.1),
        ((52.5, -1.9), (52.5, -1.9), 0.0),
    ],
)
def test_distances_are_those_of_a_map(here, there, miles):
    assert miles_between(here, there) == pytest.approx(miles, abs=0.2)
    assert miles_between(there, here) == pytest.approx(miles, abs=0.2)


@given(ENGLAND[0], ENGLAND[1], st.floats(-0.9, 0.9), st.floats(-1.4, 1.4), st.floats(0.1, 60))
def test_whoever_is_near_stands_in_one_of_the_cells(lat, lon, up, right, miles):
    there = (lat + up, lon + right)
    if miles_between((lat, lon), there) <= miles:
        assert set(cells_of(*there)) & set(cells_around(lat, lon, miles))


def test_few_cells_are_looked_through_and_none_that_is_far():
    ladywood = locate("B1 1AY")
    assert ladywood
    for miles in (1, 2, 5, 10, 25, 50):
        assert len(cells_around(ladywood.lat, ladywood.lon, miles)) <= 36
    far = set(cells_of(53.5, -1.9))
    assert not far & set(cells_around(ladywood.lat, ladywood.lon, 10))
