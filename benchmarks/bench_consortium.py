"""How fast is the smallest consortium proven, against HiGHS alone on the whole problem?

5,000 enterprises, 200 capabilities, 15 required. HiGHS alone gets every
enterprise that has any of what is required: the fewest members first, then, with
that many, the least distance. Each is given at most a minute.
"""

from random import Random
from time import perf_counter

import highspy
import numpy as np

from procurement.bidding.smallest_consortium import Enterprise, smallest_consortium

ENTERPRISES, CAPABILITIES, REQUIRED, SECONDS, CASES = 5_000, 200, 15, 60.0, 3


def case(seed: int) -> tuple[dict[str, int], list[Enterprise]]:
    """3 to 15 capabilities each, 1 to 20 units of capacity, 5 to 40 units required."""
    pick = Random(seed)  # noqa: S311 a sample, no secret
    names = [f"c{n}" for n in range(CAPABILITIES)]
    enterprises = [
        Enterprise(
            f"e{n}",
            {name: pick.randint(1, 20) for name in pick.sample(names, pick.randint(3, 15))},
            pick.randint(1, 5_000),
        )
        for n in range(ENTERPRISES)
    ]
    return {name: pick.randint(5, 40) for name in pick.sample(names, REQUIRED)}, enterprises


def plain_highs(required: dict[str, int], enterprises: list[Enterprise]) -> tuple[int, int, bool]:
    """Size, distance and whether both are proven, by HiGHS with its own settings."""
    able = [one for one in enterprises if required.keys() & one.capacity.keys()]
    costs = [np.ones(len(able)), np.array([float(one.distance_km) for one in able])]
    size, distance, proven = len(able), 0, True
    ends = perf_counter() + SECONDS
    for cost in costs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("time_limit", max(ends - perf_counter(), 0.0))
        for column in cost:
            solver.addVar(0.0, 1.0)
            solver.changeColCost(solver.getNumCol() - 1, column)
            solver.changeColIntegrality(solver.getNumCol() - 1, highspy.HighsVarType.kInteger)
        for name, amount in required.items():
            rows = np.array([n for n, one in enumerate(able) if name in one.capacity])
            values = np.array([float(able[n].capacity[name]) for n in rows])
            solver.addRow(float(amount), highspy.kHighsInf, len(rows), rows, values)
        solver.addRow(0.0, float(size), len(able), np.arange(len(able)), np.ones(len(able)))
        solver.run()
        proven &= solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        chosen = np.flatnonzero(np.round(solver.getSolution().col_value))
        size, distance = len(chosen), int(sum(able[n].distance_km for n in chosen))
    return size, distance, proven


def main() -> None:
    for seed in range(CASES):
        required, enterprises = case(seed)
        begun = perf_counter()
        found = smallest_consortium(required, enterprises, seconds=SECONDS)
        ours = perf_counter() - begun
        begun = perf_counter()
        size, distance, proven = plain_highs(required, enterprises)
        alone = perf_counter() - begun
        assert not (proven and found.proven) or (size, distance) == (found.size, found.distance_km)
        print(
            f"consortium of {found.size} from {ENTERPRISES:,}, case {seed}: {ours:.2f} s"
            f"{'' if found.proven else ' (not proven)'}, {ours / alone:.2f} times HiGHS alone "
            f"({alone:.2f} s{'' if proven else ', not proven'})"
        )


if __name__ == "__main__":
    main()
