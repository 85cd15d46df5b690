"""Does this group of enterprises do all the work? In whole numbers, exactly."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Chosen = Ints
"""The rows of the chosen enterprises, in rising order."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Whole numbers only, so that adding up is exact.

    ``required``: (capabilities,), each 1 or more; ``capacity``: (enterprises,
    capabilities), each from 0 to what is required; ``distance``: (enterprises,);
    ``pairs``: (pairs, 2), rows that may not stand together.
    """

    required: Ints
    capacity: Ints
    distance: Ints
    pairs: Ints

    @property
    def count(self) -> int:
        return len(self.distance)

    def short_of(self, chosen: Chosen) -> Ints:
        """What is still missing of each capability."""
        missing: Ints = np.maximum(self.required - self.capacity[chosen].sum(axis=0), 0)
        return missing

    def is_allowed(self, chosen: Chosen) -> bool:
        """No two of them in a pair."""
        return not bool(np.isin(self.pairs, chosen).all(axis=1).any())

    def is_cover(self, chosen: Chosen) -> bool:
        return self.is_allowed(chosen) and not self.short_of(chosen).any()

    def total_distance(self, chosen: Chosen) -> int:
        return int(self.distance[chosen].sum())

    def of(self, rows: Ints) -> "Problem":
        """The same problem with these enterprises only, numbered from 0 in this order."""
        number = np.full(self.count, -1, dtype=np.int64)
        number[rows] = np.arange(len(rows))
        pairs = number[self.pairs]
        return Problem(
            self.required,
            self.capacity[rows],
            self.distance[rows],
            pairs[(pairs >= 0).all(axis=1)],
        )

    def paired(self) -> npt.NDArray[np.bool_]:
        """Which enterprises stand in a pair."""
        paired = np.zeros(self.count, dtype=np.bool_)
        paired[self.pairs.ravel()] = True
        return paired


def greedy_cover(problem: Problem) -> Chosen | None:
    """A cover at once: again and again who does most of what is still missing, the nearer first.

    A member that turns out not to be needed is left out again. None where it
    runs into a dead end (which only pairs, or too little capacity, can cause).
    """
    missing = problem.required.copy()
    free = np.ones(problem.count, dtype=np.bool_)
    chosen: list[int] = []
    while missing.any():
        gain = (np.minimum(problem.capacity, missing) / problem.required).sum(axis=1)
        gain[~free] = 0
        most = gain.max(initial=0)
        if most <= 0:
            return None
        best = np.flatnonzero(gain >= most)
        member = int(best[np.argmin(problem.distance[best])])
        chosen.append(member)
        free[member] = False
        free[problem.pairs[(problem.pairs == member).any(axis=1)].ravel()] = False
        missing = np.maximum(missing - problem.capacity[member], 0)
    return without_idle(problem, np.array(sorted(chosen), dtype=np.int64))


def without_idle(problem: Problem, cover: Chosen) -> Chosen:
    """The cover without members that it can do without, the farthest tried first."""
    for member in cover[np.argsort(-problem.distance[cover], kind="stable")]:
        rest = cover[cover != member]
        if not problem.short_of(rest).any():
            cover = rest
    return cover


def nearer_by_exchange(problem: Problem, cover: Chosen) -> Chosen:
    """The cover after exchanging one member at a time for a nearer one, while that is possible."""
    leaving = list(cover)
    while leaving:
        member = leaving.pop()
        rest = cover[cover != member]
        able = np.all(problem.capacity >= problem.short_of(rest), axis=1)
        able &= problem.distance < problem.distance[member]
        barred = problem.pairs[np.isin(problem.pairs, rest).any(axis=1)].ravel()
        others = np.setdiff1d(np.flatnonzero(able), np.concatenate([rest, barred]))
        if len(others):
            nearest = others[np.argmin(problem.distance[others])]
            cover = np.sort(np.append(rest, nearest))
            leaving = list(cover)
    return cover
