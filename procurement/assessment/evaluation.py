"""Which bid is the most advantageous, by the published weights, formula and scores?

Procurement Act 2023, s19 (the most advantageous tender; what must and may be
disregarded) and s23 (award criteria and the assessment methodology). All
arithmetic is exact; numbers are rounded, half up to four places, only where
they are shown, and compared before that. Pure values in and out: the same
method and figures give the same result for ever.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from procurement.assessment.assessment_method import AssessedBid, Method, check_figures
from procurement.assessment.rank_reversal import reversals
from procurement.assessment.standing import BidStanding, place, standing_of
from procurement.ground.exact import Exact, plain
from procurement.tendering.price_formula import PriceField, pence_per_point, price_points


@dataclass(frozen=True, slots=True)
class BidResult:
    """Exact weighted scores and rank; all None where ``disregarded`` holds the reason.

    Under ``price_per_quality_point`` ``price_score`` and ``total`` are None and
    ``pence_per_point`` ranks; under the other formulas ``pence_per_point`` is None.
    """

    id: Hashable
    price_score: Exact | None = None
    quality_score: Exact | None = None
    social_value_score: Exact | None = None
    total: Exact | None = None
    pence_per_point: Exact | None = None
    rank: int | None = None
    disregarded: str | None = None


class WarningCode(StrEnum):
    RANK_REVERSAL = "rank_reversal"
    ZERO_PRICE = "zero_price"


@dataclass(frozen=True, slots=True)
class Warned:
    """``rank_reversal``: without ``bid``, which is not first, ``first_without`` would be first."""

    code: WarningCode
    bid: Hashable
    first_without: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """``bids`` in the order given; ``ranking`` by rank, equal ranks in the order given."""

    bids: tuple[BidResult, ...]
    ranking: tuple[Hashable, ...]
    warnings: tuple[Warned, ...]

    @property
    def first(self) -> tuple[Hashable, ...]:
        """The bids in first place: several where nothing parts them."""
        return tuple(bid.id for bid in self.bids if bid.rank == 1)

    def of(self, bid_id: Hashable) -> BidResult:
        """The result of one bid. KeyError where it was not among them."""
        for bid in self.bids:
            if bid.id == bid_id:
                return bid
        raise KeyError(bid_id)


def score(
    method: Method, bids: Sequence[AssessedBid], *, counting_disregarded: bool = False
) -> Result:
    """Weigh and rank ``bids``; a disregarded bid plays no part in any other bid's score.

    ``counting_disregarded`` shows the ranking had they counted (all but a bid set
    aside before it was scored, and a bid without points under
    ``price_per_quality_point``: neither can be ranked).
    Ranks are equal where the tie-break does not part them (1, 1, 3). In the
    tie-break a lower price comes first, and more quality or social value as
    scored, before weights. Raises Refusal(s) where a score is missing or out of
    range. Source: Procurement Act 2023, s19 and s23.
    """
    check_figures(method, bids)
    pass_marks = () if counting_disregarded else method.pass_marks
    reasons = {
        bid.id: reason
        for bid in bids
        if (reason := _why_disregarded(method, pass_marks, bid, counting_disregarded)) is not None
    }
    standings = [standing_of(method, bid) for bid in bids if bid.id not in reasons]
    ranked = _ranked(method, standings)
    return Result(
        bids=tuple(
            ranked.get(bid.id) or BidResult(bid.id, disregarded=reasons[bid.id]) for bid in bids
        ),
        ranking=tuple(ranked),
        warnings=tuple(_warnings(method, standings, ranked)),
    )


def disregarded_in_words(
    method: Method, bid: AssessedBid, result: BidResult, names: Mapping[Hashable, str]
) -> str | None:
    """Why a bid was disregarded, as people read it: a question by its name and never by its id."""
    if result.disregarded is None or bid.disregarded_because is not None:
        return bid.disregarded_because
    return _below_a_minimum(method.pass_marks, bid, names) or result.disregarded


PassMarks = tuple[tuple[Hashable, Exact], ...]


def _why_disregarded(
    method: Method, pass_marks: PassMarks, bid: AssessedBid, counting: bool
) -> str | None:
    if bid.has_no_scores:
        return bid.disregarded_because
    reason = None if counting else bid.disregarded_because or _below_a_minimum(pass_marks, bid)
    if reason is None and method.is_price_per_point and standing_of(method, bid).points == 0:
        return "It has no points, so a price per point cannot be worked out."
    return reason


def _below_a_minimum(
    pass_marks: PassMarks, bid: AssessedBid, names: Mapping[Hashable, str] | None = None
) -> str | None:
    for question, minimum in pass_marks:
        given = bid.scores[question]
        if given < minimum:
            name = f"“{names[question]}”" if names else question
            return f"It scored {plain(given)} for {name}, below the minimum of {plain(minimum)}."
    return None


def _ranked(method: Method, standings: Sequence[BidStanding]) -> Mapping[Hashable, BidResult]:
    """The results of bids that all count, by id, in the order of the ranking."""
    if not standings:
        return {}
    field = PriceField.of(standing.bid.price for standing in standings)
    keyed = sorted(
        ((place(method, standing, field), standing) for standing in standings),
        key=lambda pair: pair[0],
    )
    results: dict[Hashable, BidResult] = {}
    rank_now, key_before = 0, None
    for position, (key, standing_) in enumerate(keyed, start=1):
        if key != key_before:
            rank_now, key_before = position, key
        results[standing_.bid.id] = _result(method, standing_, field, rank_now)
    return results


def _result(method: Method, standing: BidStanding, field: PriceField, rank: int) -> BidResult:
    quality = Fraction(standing.quality * method.quality_weight) / 100
    social_value = standing.points - quality
    if method.is_price_per_point:
        return BidResult(
            standing.bid.id,
            quality_score=quality,
            social_value_score=social_value,
            pence_per_point=pence_per_point(standing.bid.price, standing.points),
            rank=rank,
        )
    price = price_points(method.price, method.price_weight, standing.bid.price, field)
    return BidResult(
        standing.bid.id,
        price_score=price,
        quality_score=quality,
        social_value_score=social_value,
        total=price + standing.points,
        rank=rank,
    )


def _warnings(
    method: Method, standings: Sequence[BidStanding], ranked: Mapping[Hashable, BidResult]
) -> list[Warned]:
    ranks = {bid: result.rank for bid, result in ranked.items()}
    reversed_by = [
        Warned(WarningCode.RANK_REVERSAL, bid, first)
        for bid, first in reversals(method, standings, ranks)
    ]
    zeros = [
        Warned(WarningCode.ZERO_PRICE, standing.bid.id)
        for standing in standings
        if not standing.bid.price
    ]
    return reversed_by + zeros
