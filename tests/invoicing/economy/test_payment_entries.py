"""Part payments add up to the invoice to the penny, whoever the money is passed on to."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.economy.local_economy import (
    Assurance,
    Entry,
    MoneyHolder,
    MoneyStage,
    Movement,
    Source,
)
from invoicing.economy.payment_entries import net_part, passed_on_parts, payment_entries
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

ICKNIELD, CITY = "greater-icknield", "birmingham"
PLACES = (ICKNIELD, CITY)
BOTH = frozenset(PLACES)


def test_a_payment_in_full_brings_the_net_sum() -> None:
    assert part_of(10_000, 12_000, 0, 12_000) == 10_000
    assert part_of(10_000, 12_000, 0, 6_000) == 5_000
    assert part_of(10_000, 12_000, 12_000, -6_000) == -5_000
    assert part_of(-10_000, -12_000, 0, -12_000) == -10_000


def part_of(*pence: int) -> int:
    return net_part(*map(Money, pence)).pence


@given(
    net=st.integers(1, 10**9),
    vat=st.integers(0, 10**9),
    cuts=st.lists(st.fractions(0, 1), max_size=8),
)
def test_the_parts_of_a_settled_invoice_add_up_to_its_net_sum(
    net: int, vat: int, cuts: list[Fraction]
) -> None:
    gross = net + vat
    marks = [0, *sorted(int(cut * gross) for cut in cuts), gross]
    parts = [part_of(net, gross, before, after - before) for before, after in pairwise(marks)]
    assert sum(parts) == net
    assert all(part >= 0 for part in parts)
    back = [part_of(net, gross, after, before - after) for before, after in pairwise(marks)]
    assert back == [-part for part in parts]


@pytest.mark.parametrize(
    ("gross", "before", "now"), [(0, 0, 0), (100, 0, 101), (100, 50, -51), (-100, 0, 1)]
)
def test_more_than_is_owed_or_more_back_than_came_is_refused(
    gross: int, before: int, now: int
) -> None:
    with pytest.raises(Refusal):
        part_of(gross, gross, before, now)


def whole(net: int, supplier: MoneyHolder) -> Movement:
    return Movement(
        stage=MoneyStage.RECEIVED,
        proof="invoice 1",
        source=Source.CONTRACT,
        chain=(MoneyHolder("hospital"),),
        receiver=supplier,
        net=Money(net),
        on=date(2026, 11, 20),
        theme="food",
        assurance=Assurance.PLATFORM_VERIFIED,
    )


def told(lines: tuple[Entry, ...]) -> list[tuple[str, int, frozenset[str], str]]:
    return [(line.organisation, line.net.pence, line.places, line.assurance) for line in lines]


def test_what_is_passed_on_stands_with_who_gets_it_and_not_with_the_supplier() -> None:
    invoice = whole(10_000, MoneyHolder("canteen", BOTH))
    lines = payment_entries(
        invoice,
        Money(12_000),
        Money(0),
        Money(6_000),
        [(MoneyHolder("bakery", BOTH), Money(3_000))],
    )
    assert told(lines) == [
        ("canteen", 3_500, BOTH, "platform_verified"),
        ("bakery", 1_500, BOTH, "declared"),
    ]


def test_it_is_taken_off_only_where_the_other_counts() -> None:
    city = frozenset({CITY})
    lines = payment_entries(
        whole(10_000, MoneyHolder("canteen", BOTH)),
        Money(10_000),
        Money(0),
        Money(10_000),
        [(MoneyHolder("bakery", city), Money(3_000))],
    )
    assert sorted(told(lines), key=str) == [
        ("bakery", 3_000, city, "declared"),
        ("canteen", 10_000, frozenset({ICKNIELD}), "platform_verified"),
        ("canteen", 7_000, city, "platform_verified"),
    ]


def test_it_counts_although_the_supplier_does_not() -> None:
    lines = payment_entries(
        whole(10_000, MoneyHolder("haulier")),
        Money(10_000),
        Money(0),
        Money(10_000),
        [(MoneyHolder("bakery", BOTH), Money(3_000))],
    )
    assert told(lines) == [("bakery", 3_000, BOTH, "declared")]


def test_two_sums_to_the_same_enterprise_are_one_line_and_nothing_kept_is_no_line() -> None:
    bakery = MoneyHolder("bakery", BOTH)
    lines = payment_entries(
        whole(100, MoneyHolder("canteen", BOTH)),
        Money(100),
        Money(0),
        Money(100),
        [(bakery, Money(40)), (bakery, Money(60))],
    )
    assert told(lines) == [("bakery", 100, BOTH, "declared")]


def test_a_penny_of_a_part_payment_is_one_enterprises() -> None:
    penny, both = Money(1), Money(2)
    steps = [
        passed_on_parts([penny, penny], both, both, before, penny) for before in (Money(0), penny)
    ]
    assert sorted(steps) == [(Money(0), penny), (penny, Money(0))]


STANDINGS = st.sets(st.sampled_from(PLACES)).map(frozenset)
Step = tuple[int, int, list[frozenset[str]]]


@st.composite
def part_payments(draw: st.DrawFn) -> tuple[int, int, list[int], list[Step]]:
    """Net, gross, and what is passed on to each; then of each payment what had come before it,
    what had come after it, and where the supplier and the others counted on that day."""
    net = draw(st.integers(1, 5_000))
    gross = net + draw(st.integers(0, 1_000))
    marks = sorted(draw(st.sets(st.integers(1, net), max_size=3)))
    passed_on = [after - before for before, after in pairwise([0, *marks])]
    cuts = [0, *sorted(draw(st.sets(st.integers(1, gross), max_size=5)) | {gross})]
    steps = [
        (before, after, [draw(STANDINGS) for _ in range(len(passed_on) + 1)])
        for before, after in pairwise(cuts)
    ]
    return net, gross, passed_on, steps


@given(part_payments())
def test_a_payment_is_counted_whole_where_the_supplier_counts_and_nowhere_twice(
    case: tuple[int, int, list[int], list[Step]],
) -> None:
    net, gross, passed_on, steps = case
    for before, after, standings in steps:
        lines = lines_of(net, gross, before, after, passed_on, standings)
        assert all(line.net > Money(0) for line in lines)
        stands = [(line.organisation, place) for line in lines for place in line.places]
        assert len(stands) == len(set(stands))
        comes = part_of(net, gross, before, after - before)
        for place in PLACES:
            in_place = sum(line.net.pence for line in lines if place in line.places)
            assert in_place == comes if place in standings[0] else in_place <= comes
        back = lines_of(net, gross, after, before, passed_on, standings)
        assert list(back) == [replace(line, net=-line.net) for line in lines]


@given(part_payments())
def test_part_payments_bring_each_enterprise_its_own_to_the_penny(
    case: tuple[int, int, list[int], list[Step]],
) -> None:
    net, gross, passed_on, steps = case
    standings = steps[0][2]
    for place in PLACES:
        counted = [pence for pence, in_ in zip(passed_on, standings[1:], strict=True)
                   if place in in_]  # fmt: skip
        due = {
            "declared": sum(counted),
            "platform_verified": (net - sum(counted)) * (place in standings[0]),
        }
        entered = dict.fromkeys(due, 0)
        for before, after, _ in steps:
            for line in lines_of(net, gross, before, after, passed_on, standings):
                entered[line.assurance] += line.net.pence * (place in line.places)
        assert entered == due


def lines_of(
    net: int,
    gross: int,
    before: int,
    after: int,
    passed_on: list[int],
    standings: list[frozenset[str]],
) -> tuple[Entry, ...]:
    """The lines of the payment by which ``before`` becomes ``after``."""
    supplier, *others = [MoneyHolder(f"enterprise {i}", in_) for i, in_ in enumerate(standings)]
    return payment_entries(
        whole(net, supplier),
        Money(gross),
        Money(before),
        Money(after - before),
        list(zip(others, map(Money, passed_on), strict=True)),
    )
