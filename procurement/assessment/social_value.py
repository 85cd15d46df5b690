"""How much of the promised social value counts, and was it delivered?

A clause asks for a quantity (work placements, say). Quantity up to what is
needed earns its share, how believable the promise is earns the rest, and more
than the target earns nothing more: the quality of a commitment is weighed, not
its volume (PPN 002, 2025). A money proxy is never added to the price.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from procurement.ground.exact import Exact, plain
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Clause:
    """A social-benefit clause as published.

    ``weight`` is in hundredths of social value; ``target`` the quantity needed;
    ``quantity_share`` the per cent of the weight that quantity earns, the rest
    being earned by credibility; below ``minimum`` the commitment fails.
    """

    id: Hashable
    weight: Exact
    target: Exact
    quantity_share: Exact
    minimum: Exact | None = None


@dataclass(frozen=True, slots=True)
class Commitments:
    """What one bid commits per clause, and how credible the panel found it (0 to the scale)."""

    bid: Hashable
    quantities: Mapping[Hashable, Exact]
    credibility: Mapping[Hashable, Exact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """What one clause earned out of its weight, exactly, and the arithmetic in words."""

    clause: Hashable
    earned: Exact
    working: str


@dataclass(frozen=True, slots=True)
class SocialValueScore:
    """Out of 100, exactly; ``failed`` names the clauses below their minimum."""

    bid: Hashable
    score: Exact
    failed: tuple[Hashable, ...]
    clauses: tuple[ClauseScore, ...]


def score(
    clauses: Sequence[Clause], scale: Exact, bids: Sequence[Commitments]
) -> tuple[SocialValueScore, ...]:
    """Score each bid's commitments from 0 to 100, in the order given.

    A clause that a bid does not mention counts as a commitment of 0, credibility
    that is not given as 0. Raises Refusal(s) where weights do not add up to 100
    or a number is out of range. Source: PPN 002 (13 February 2025) for the weighing.
    """
    refuse_if_any([*_clause_faults(clauses, scale), *_bid_faults(clauses, scale, bids)])
    return tuple(_score_one(clauses, scale, bid) for bid in bids)


def highest_credibility(committed: Exact, scale: int) -> int:
    """The highest score for how credible a promise is: 0 where nothing is promised."""
    return scale if committed > 0 else 0


def _score_one(clauses: Sequence[Clause], scale: Exact, bid: Commitments) -> SocialValueScore:
    parts = tuple(_clause_score(clause, scale, bid) for clause in clauses)
    failed = tuple(
        clause.id
        for clause in clauses
        if clause.minimum is not None and bid.quantities.get(clause.id, 0) < clause.minimum
    )
    return SocialValueScore(bid.bid, sum(part.earned for part in parts), failed, parts)


def _clause_score(clause: Clause, scale: Exact, bid: Commitments) -> ClauseScore:
    committed = bid.quantities.get(clause.id, 0)
    credibility = bid.credibility.get(clause.id, 0)
    counted = min(committed, clause.target)
    by_quantity = Fraction(counted) / clause.target * clause.quantity_share
    by_credibility = Fraction(credibility) / scale * (100 - clause.quantity_share)
    working = (
        f"{plain(clause.weight)} × ({plain(clause.quantity_share)}% × "
        f"{plain(counted)} ÷ {plain(clause.target)} + "
        f"{plain(100 - clause.quantity_share)}% × {plain(credibility)} ÷ {plain(scale)})"
    )
    if committed > counted:
        working += f"; {plain(committed)} committed, counted up to the target"
    earned = clause.weight * (by_quantity + by_credibility) / 100
    return ClauseScore(clause.id, earned, working)


def _clause_faults(clauses: Sequence[Clause], scale: Exact) -> list[Refusal]:
    faults = []
    if scale <= 0:
        faults.append("The scale must be more than 0.")
    total = sum(clause.weight for clause in clauses)
    if total != 100:
        faults.append(
            f"The weights of the clauses must add up to 100; these add up to {plain(total)}."
        )
    ids = [clause.id for clause in clauses]
    twice = {id for id in ids if ids.count(id) > 1}
    faults += [f"The clause {id} stands twice." for id in sorted(twice, key=str)]
    for clause in clauses:
        if clause.weight < 0:
            faults.append(f"The weight of clause {clause.id} cannot be less than 0.")
        if clause.target <= 0:
            faults.append(f"The target of clause {clause.id} must be more than 0.")
        if not 0 <= clause.quantity_share <= 100:
            faults.append(f"The quantity share of clause {clause.id} must be from 0 to 100.")
        if clause.minimum is not None and clause.minimum < 0:
            faults.append(f"The minimum of clause {clause.id} cannot be less than 0.")
    return [Refusal(fault, field="clauses") for fault in faults]


def _bid_faults(
    clauses: Sequence[Clause], scale: Exact, bids: Sequence[Commitments]
) -> list[Refusal]:
    known = {clause.id for clause in clauses}
    ids = [bid.bid for bid in bids]
    twice = {id for id in ids if ids.count(id) > 1}
    faults = [f"The bid {id} stands twice." for id in sorted(twice, key=str)]
    for bid in bids:
        strange = sorted((set(bid.quantities) | set(bid.credibility)) - known, key=str)
        faults += [f"Bid {bid.bid} names {id}, which is not a clause." for id in strange]
        for id, quantity in bid.quantities.items():
            if quantity < 0:
                faults.append(f"Bid {bid.bid} commits less than 0 for {id}.")
        for id, credible in bid.credibility.items():
            if not 0 <= credible <= scale:
                faults.append(
                    f"The credibility of bid {bid.bid} for {id} must be from 0 to {plain(scale)}."
                )
    return [Refusal(fault, field="bids") for fault in faults]
