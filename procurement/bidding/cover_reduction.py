"""Which enterprises need not be looked at, because others can always take their place?

Capacities add up, so an enterprise that is worse than another may still be
needed beside it. It can be dropped safely only where enough others are as good.

Call another enterprise a stand-in for e if it has as much of every required
capability, is as near (where distance counts) and stands in no pair. Take a
cover of the fewest members that has e in it.

* It has fewer other members than a known cover has members; so with that many
  stand-ins, one is not in it.
* If it holds so many stand-ins that these alone do everything that e does (for
  each capability, what is required over what e has, rounded up), then e is idle
  and the cover is not the smallest. So with that many stand-ins, again one is
  not in it.

That one can take e's place: the cover stays a cover, no larger and no farther.
Enterprises are put in one fixed order in which a stand-in always comes first;
each exchange makes the cover earlier in that order, so exchanging ends, in a
cover without any dropped enterprise.
"""

import numpy as np

from procurement.bidding.cover_problem import Ints, Problem


def needed(problem: Problem, known_size: int, *, by_distance: bool) -> Ints:
    """The rows that must be looked at, in rising order; the rest can be dropped safely.

    ``known_size`` is the size of a known cover. ``by_distance`` keeps a nearest
    cover of the fewest members; without it only a cover of the fewest members.
    """
    order = _best_first(problem, by_distance)
    capacity, distance = problem.capacity[order], problem.distance[order]
    stands_in = ~problem.paired()[order]
    enough = np.minimum(_alone_enough(problem)[order], known_size)
    kept = []
    for row in range(len(order)):
        if enough[row] == 0:
            continue
        as_good = stands_in[:row] & (capacity[:row] >= capacity[row]).all(axis=1)
        if by_distance:
            as_good &= distance[:row] <= distance[row]
        if np.count_nonzero(as_good) < enough[row]:
            kept.append(row)
    return np.sort(order[np.array(kept, dtype=np.int64)])


def _best_first(problem: Problem, by_distance: bool) -> Ints:
    """An order in which whoever is as good in all comes before, save equals, who go by number."""
    share = (problem.capacity / problem.required).sum(axis=1)
    if by_distance:
        return np.lexsort((problem.distance, -share))
    return np.lexsort((-share,))


def _alone_enough(problem: Problem) -> Ints:
    """How many like this one do all that it does: the most of required ÷ its capacity, up."""
    held = np.maximum(problem.capacity, 1)
    times = -(-problem.required // held)
    most: Ints = np.where(problem.capacity > 0, times, 0).max(axis=1, initial=0)
    return most
