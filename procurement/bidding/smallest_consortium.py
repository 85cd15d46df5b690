"""Which is the smallest group of enterprises that can together do all the work?

Fewest members whose capacities add up to what is required, then the least
total distance. A greedy answer comes at once; the proof comes from HiGHS after
the problem has been shrunk without losing an answer (see cover_reduction).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from procurement.bidding.cover_problem import Ints, Problem, greedy_cover
from procurement.bidding.cover_search import Stopwatch, fewest, nearest, preventing_pairs
from procurement.ground.exact import Exact, plain
from procurement.ground.refusal import Refusal, refuse_if_any

_MOST = 10**12
"""Amounts are kept below this in their smallest unit, so that every sum is exact."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What an enterprise can do, in the unit of each capability, and how far away it is."""

    id: str
    capacity: Mapping[str, Exact]
    distance_km: Exact


@dataclass(frozen=True, slots=True)
class SmallestConsortium:
    """``members`` in the order given.

    ``size_proven``: no consortium has fewer members. ``proven``: nor is one of
    this size nearer.
    """

    members: tuple[str, ...]
    distance_km: Exact
    size_proven: bool
    proven: bool

    @property
    def size(self) -> int:
        return len(self.members)


Pairs = Collection[tuple[str, str]]


def smallest_consortium(
    required: Mapping[str, Exact],
    enterprises: Sequence[Enterprise],
    not_together: Pairs = (),
    seconds: float = 10,
) -> SmallestConsortium:
    """Fewest members whose capacities add up to ``required``, then least total distance.

    What is not proven within ``seconds`` is the best that was found. Refuses
    faulty input, and says what is short, or which pairs prevent a consortium.
    """
    _check(required, enterprises, not_together)
    rows, problem = _in_whole_numbers(required, enterprises, not_together)
    _refuse_if_short(required, enterprises)
    watch = Stopwatch(seconds)
    cover, size_proven = fewest(problem, watch)
    if cover is None:
        if not size_proven:
            raise Refusal("No consortium was found in the time given; there may still be one.")
        raise _prevented(problem, [enterprises[row].id for row in rows], watch)
    proven = False
    if size_proven:
        cover, proven = nearest(problem, cover, watch)
    return _answer(enterprises, rows[cover], size_proven, proven)


def greedy_consortium(
    required: Mapping[str, Exact], enterprises: Sequence[Enterprise], not_together: Pairs = ()
) -> SmallestConsortium | None:
    """A consortium at once, seldom far from the smallest, nothing proven; None in a dead end."""
    _check(required, enterprises, not_together)
    rows, problem = _in_whole_numbers(required, enterprises, not_together)
    cover = greedy_cover(problem)
    return None if cover is None else _answer(enterprises, rows[cover], False, False)


def _answer(
    enterprises: Sequence[Enterprise], rows: Ints, size_proven: bool, proven: bool
) -> SmallestConsortium:
    members = [enterprises[row] for row in sorted(rows)]
    return SmallestConsortium(
        tuple(member.id for member in members),
        sum(member.distance_km for member in members),
        size_proven,
        proven,
    )


def _check(
    required: Mapping[str, Exact], enterprises: Sequence[Enterprise], not_together: Pairs
) -> None:
    faults = [f"The amount of {k} required is less than 0." for k, a in required.items() if a < 0]
    ids: set[str] = set()
    for enterprise in enterprises:
        if enterprise.id in ids:
            faults.append(f"The enterprise {enterprise.id} stands twice.")
        ids.add(enterprise.id)
        if enterprise.distance_km < 0:
            faults.append(f"The distance of {enterprise.id} is less than 0.")
        faults += [
            f"{enterprise.id} has less than 0 of {k}."
            for k, a in enterprise.capacity.items()
            if a < 0
        ]
    for first, second in not_together:
        strange = {first, second} - ids
        faults += [f"{id} may not stand together with another but is unknown." for id in strange]
        if first == second:
            faults.append(f"{first} cannot be kept apart from itself.")
    refuse_if_any([Refusal(fault) for fault in faults])


def _in_whole_numbers(
    required: Mapping[str, Exact], enterprises: Sequence[Enterprise], not_together: Pairs
) -> tuple[Ints, Problem]:
    """The rows of the enterprises that have any of what is required, and their problem."""
    wanted = [name for name, amount in required.items() if amount > 0]
    kept = [
        row
        for row, enterprise in enumerate(enterprises)
        if any(enterprise.capacity.get(name, 0) > 0 for name in wanted)
    ]
    number = {enterprises[row].id: position for position, row in enumerate(kept)}
    pairs = [
        (number[first], number[second])
        for first, second in not_together
        if first in number and second in number
    ]
    columns = [
        _scaled([required[name], *(enterprises[row].capacity.get(name, 0) for row in kept)], name)
        for name in wanted
    ]
    distances = _scaled([enterprises[row].distance_km for row in kept], "distance")
    table = np.array(columns, dtype=np.int64).reshape(len(wanted), len(kept) + 1).T
    problem = Problem(
        required=table[0],
        capacity=np.minimum(table[1:], table[0]),
        distance=np.array(distances, dtype=np.int64),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )
    return np.array(kept, dtype=np.int64), problem


def _scaled(amounts: Sequence[Exact], name: str) -> list[int]:
    """The amounts in the largest unit that makes all of them whole."""
    if all(isinstance(amount, int) for amount in amounts):
        unit = 1
    else:
        unit = lcm(*(Fraction(amount).denominator for amount in amounts))
    whole = [int(amount * unit) for amount in amounts]
    if max(whole, default=0) > _MOST:
        raise Refusal(f"The amounts of {name} have too many digits; use a larger unit.")
    return whole


def _refuse_if_short(required: Mapping[str, Exact], enterprises: Sequence[Enterprise]) -> None:
    faults = []
    for name, amount in required.items():
        held = sum(enterprise.capacity.get(name, 0) for enterprise in enterprises)
        if held < amount:
            faults.append(
                Refusal(
                    f"There is not enough {name}: {plain(amount)} is required, and all "
                    f"enterprises together have {plain(held)}."
                )
            )
    refuse_if_any(faults)


def _prevented(problem: Problem, ids: Sequence[str], watch: Stopwatch) -> Refusal:
    pairs = [
        f"{ids[first]} and {ids[second]}" for first, second in preventing_pairs(problem, watch)
    ]
    return Refusal(
        f"There would be enough of everything, but some may not stand together: {', '.join(pairs)}."
    )
