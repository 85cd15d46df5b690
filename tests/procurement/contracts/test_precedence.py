"""Which part of a contract prevails is said by whoever prepares it, never for them."""

import pytest

from procurement.contracts.precedence import (
    USUAL_ORDER,
    Part,
    check_order,
    chosen_order,
    standing_order,
)
from procurement.ground.refusal import Refusal

OWN = dict(zip(Part, (5, 1, 2, 3, 4), strict=True))


def test_the_usual_order_counts_once_it_is_accepted() -> None:
    assert chosen_order("usual", dict.fromkeys(Part)) == USUAL_ORDER


def test_an_order_of_ones_own_is_by_the_places() -> None:
    assert chosen_order("own", OWN) == (
        Part.TERMS, Part.DOCUMENTS, Part.PROMISES, Part.BID, Part.PARTICULARS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("", OWN),
        ("guessed", OWN),
        ("own", dict.fromkeys(Part)),
        ("own", {**OWN, Part.TERMS: 2}),
        ("own", {**OWN, Part.PARTICULARS: 6}),
        ("own", {**OWN, Part.PARTICULARS: None}),
    ],
)
def test_nothing_is_taken_as_chosen(said: str, places: dict[Part, int | None]) -> None:
    with pytest.raises(Refusal) as refused:
        chosen_order(said, places)
    assert refused.value.field == "order"


@pytest.mark.parametrize("order", [(), (Part.TERMS,), (*USUAL_ORDER, Part.TERMS)])
def test_each_part_stands_once_in_an_order(order: tuple[Part, ...]) -> None:
    with pytest.raises(Refusal):
        check_order(order)
    check_order(USUAL_ORDER)


def test_a_part_that_a_contract_lacks_is_left_out() -> None:
    assert standing_order(USUAL_ORDER, {Part.BID, Part.TERMS}) == [
        "The terms",
        "The bid of the supplier",
    ]
    assert standing_order([], set(Part)) == []
