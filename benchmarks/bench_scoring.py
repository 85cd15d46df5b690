"""How fast are 1,000 bids scored on 50 criteria, against only multiplying and adding the numbers?

The limit is the bare arithmetic in Python's own whole numbers: 50,000 products
and their sums, without checks, minima, ranks, warnings or exact fractions.
"""

from random import Random
from time import perf_counter

from procurement.assessment.assessment_method import AssessedBid, Method, Question
from procurement.assessment.evaluation import score
from procurement.ground.money import Money
from procurement.tendering.price_formula import PriceFormula, PriceMethod

BIDS, CRITERIA, RUNS = 1_000, 50, 7


def sample() -> list[AssessedBid]:
    """Bids with prices from £10,000 to £20,000 and scores from 0 to 5."""
    pick = Random(50)  # noqa: S311 a sample, no secret
    return [
        AssessedBid(
            f"bid {n}",
            Money(pick.randint(1_000_000, 2_000_000)),
            {f"q{q}": pick.randint(0, 5) for q in range(CRITERIA)},
            pick.randint(0, 100),
        )
        for n in range(BIDS)
    ]


def quickest(work: object) -> float:
    """Seconds of the quickest of several runs."""
    times = []
    for _ in range(RUNS):
        begun = perf_counter()
        work()  # type: ignore[operator]
        times.append(perf_counter() - begun)
    return min(times)


def main() -> None:
    bids = sample()
    questions = tuple(Question(f"q{q}", 2) for q in range(CRITERIA))
    weights = {question.id: 2 for question in questions}

    def bare() -> list[int]:
        return [sum(weights[q] * given for q, given in bid.scores.items()) for bid in bids]

    limit = quickest(bare)
    for formula in (PriceFormula.LOWEST_OVER_THIS, PriceFormula.MEAN_RELATIVE):
        method = Method(PriceMethod(formula), 60, 30, 10, 5, questions)
        taken = quickest(lambda method=method: score(method, bids))
        print(
            f"scoring {BIDS:,} bids × {CRITERIA} criteria, {formula}: {taken * 1000:.0f} ms, "
            f"{taken / limit:.1f} times the bare arithmetic ({limit * 1000:.1f} ms)"
        )


if __name__ == "__main__":
    main()
