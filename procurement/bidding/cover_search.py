"""What is the smallest, and then the nearest, cover? HiGHS proves it."""

from dataclasses import replace
from time import perf_counter

import highspy
import numpy as np

from procurement.bidding.cover_problem import (
    Chosen,
    Ints,
    Problem,
    greedy_cover,
    nearer_by_exchange,
)
from procurement.bidding.cover_reduction import needed

_QUICKER = {
    "mip_allow_restart": False,
    "mip_pscost_minreliable": 2,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
}
"""Measured on 2,400 enterprises and 15 capabilities: two to three times as fast.

A good cover is known before the search begins, so less is spent on finding one.
"""


class Stopwatch:
    """The time that is left of a search."""

    def __init__(self, seconds: float) -> None:
        self._ends = perf_counter() + seconds

    def left(self) -> float:
        return max(self._ends - perf_counter(), 0.0)


def fewest(problem: Problem, watch: Stopwatch) -> tuple[Chosen | None, bool]:
    """A cover of the fewest members, and whether that is proven; None where none was found.

    (None, True) means that there is no cover.
    """
    if (problem.capacity.sum(axis=0) < problem.required).any():
        return None, True
    best = greedy_cover(problem)
    if best is not None and len(best) <= 1:
        return best, True
    rows = needed(problem, problem.count if best is None else len(best), by_distance=False)
    small = problem.of(rows)
    cost = np.ones(small.count, dtype=np.int64)
    cover, proven = _solve(small, cost, watch)
    if cover is not None and (best is None or len(cover) < len(best)):
        best = rows[cover]
    return best, proven


def nearest(problem: Problem, start: Chosen, watch: Stopwatch) -> tuple[Chosen, bool]:
    """The nearest cover of as many members as ``start``, which is one of the fewest."""
    if len(start) == 0:
        return start, True
    start = nearer_by_exchange(problem, start)
    rows = np.union1d(needed(problem, len(start), by_distance=True), start)
    small = problem.of(rows)
    known = np.searchsorted(rows, start)
    cover, proven = _solve(small, small.distance, watch, known)
    return (start, False) if cover is None else (rows[cover], proven)


def _solve(
    problem: Problem, cost: Ints, watch: Stopwatch, known: Chosen | None = None
) -> tuple[Chosen | None, bool]:
    """The cover of least cost, exactly checked, and whether that is proven.

    ``known`` is a cover to start from; what is found has no more members.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    for option, value in _QUICKER.items():
        solver.setOptionValue(option, value)
    solver.passModel(_model(problem, cost, None if known is None else len(known)))
    if known is not None:
        start = highspy.HighsSolution()
        start.col_value = np.isin(np.arange(problem.count), known).astype(float).tolist()
        solver.setSolution(start)
    while True:
        solver.setOptionValue("time_limit", watch.left())
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None, True
        cover = np.flatnonzero(np.round(solver.getSolution().col_value))
        if solver.getInfo().primal_solution_status != 2:
            return None, False
        if problem.is_cover(cover):
            return cover, status == highspy.HighsModelStatus.kOptimal
        others = _who_could_help(problem, cover)
        solver.addRow(1.0, highspy.kHighsInf, len(others), others, np.ones(len(others)))


def _who_could_help(problem: Problem, chosen: Chosen) -> Ints:
    """HiGHS adds up to a tolerance; where that falls short, one of these others must come in."""
    short = problem.short_of(chosen) > 0
    able: Ints = np.flatnonzero(problem.capacity[:, short].any(axis=1))
    return np.setdiff1d(able, chosen)


def _model(problem: Problem, cost: Ints, at_most: int | None) -> highspy.HighsLp:
    """One column per enterprise; a row per capability, per pair, and for the size."""
    columns = [np.flatnonzero(column) for column in problem.capacity.T]
    values = [problem.capacity[rows, k].astype(float) for k, rows in enumerate(columns)]
    lower = [float(amount) for amount in problem.required]
    upper = [highspy.kHighsInf] * len(lower)
    for pair in problem.pairs:
        columns.append(np.sort(pair))
        values.append(np.ones(2))
        lower.append(-highspy.kHighsInf)
        upper.append(1.0)
    if at_most is not None:
        columns.append(np.arange(problem.count))
        values.append(np.ones(problem.count))
        lower.append(0.0)
        upper.append(float(at_most))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = problem.count, len(columns)
    model.col_cost_ = cost.astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(problem.count), np.ones(problem.count)
    model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *map(len, columns)])
    model.a_matrix_.index_ = np.concatenate(columns)
    model.a_matrix_.value_ = np.concatenate(values)
    model.integrality_ = [highspy.HighsVarType.kInteger] * problem.count
    return model


def preventing_pairs(problem: Problem, watch: Stopwatch) -> Ints:
    """Of a problem without a cover: pairs that alone prevent one, none of them idle.

    Halves the pairs again and again (as Junker's QuickXplain does). Where time
    runs out, more pairs than needed are named.
    """

    def prevent(pairs: Ints) -> bool:
        cover, proven = fewest(replace(problem, pairs=pairs), watch)
        return cover is None and (proven or watch.left() == 0)

    def explain(given: Ints, is_new: bool, doubtful: Ints) -> Ints:
        if is_new and prevent(given):
            return doubtful[:0]
        if len(doubtful) == 1:
            return doubtful
        first, second = np.array_split(doubtful, 2)
        kept = explain(np.concatenate([given, first]), True, second)
        return np.concatenate([explain(np.concatenate([given, kept]), len(kept) > 0, first), kept])

    return explain(problem.pairs[:0], False, problem.pairs)
