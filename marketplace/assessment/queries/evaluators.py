"""Who is on a tender's panel, and who of it scores what, as the buyer decided last?"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.assessment.models.evaluations import Assignment, Evaluator, Score, SoleScorer
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.tendering.models.declarations import InterestDeclaration
from procurement.assessment.panel import Panel
from procurement.tendering.conflict import is_recused


def panel_of(tender_id: UUID) -> Sequence[Evaluator]:
    """Those on the panel now, in the order they were appointed; read anew each time."""
    panel = _on_panel(tender_id).order_by(Evaluator.appointed_at, Evaluator.id)
    return session.scalars(panel, execution_options={"populate_existing": True}).all()


def is_scored_already(tender_id: UUID) -> bool:
    """Somebody has scored something of a bid, whether or not it still counts."""
    given = select(Score.id).join(Bid, Bid.id == Score.bid_id).where(Bid.tender_id == tender_id)
    return session.scalar(given.limit(1)) is not None


def appointment_of(actor: Actor, tender_id: UUID) -> Evaluator | None:
    """The person's own place on the panel."""
    return session.scalars(
        _on_panel(tender_id).where(Evaluator.person_id == actor.person_id)
    ).one_or_none()


def evaluator_of(tender_id: UUID, evaluator_id: UUID) -> Select[Evaluator]:
    """One who is or was on the panel."""
    return select(Evaluator).where(Evaluator.id == evaluator_id, Evaluator.tender_id == tender_id)


def assignments_of(tender_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[Assignment]]:
    """Every decision on who scores what, by tender, the last one last; read anew each time."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.tender_id.in_(list(tender_ids)))
        .order_by(Assignment.decided_at, Assignment.id)
    )
    decided: dict[UUID, list[Assignment]] = defaultdict(list)
    for row in rows:
        decided[row.tender_id].append(row)
    return decided


def sole_scorers_of(tender_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[SoleScorer]]:
    """Every reason why one person scores alone, by tender, the last one last; read anew each time."""
    rows = session.scalars(
        select(SoleScorer)
        .where(SoleScorer.tender_id.in_(list(tender_ids)))
        .order_by(SoleScorer.explained_at, SoleScorer.id)
    )
    told: dict[UUID, list[SoleScorer]] = defaultdict(list)
    for row in rows:
        told[row.tender_id].append(row)
    return told


def panel_as_decided(
    evaluators: Sequence[Evaluator],
    criterion_ids: Sequence[UUID],
    decided: Sequence[Assignment],
    declarations: Mapping[UUID, InterestDeclaration],
    party_ids: Mapping[UUID, tuple[UUID, ...]],
) -> Panel:
    """Who scores which criterion of which bid; ``party_ids`` has who stands behind each bid."""
    return Panel(
        members=tuple(row.person_id for row in evaluators),
        criteria=tuple(criterion_ids),
        chosen=chosen_in(decided[-1]) if decided else {},
        kept_from=frozenset(
            (person_id, bid_id)
            for person_id, row in declarations.items()
            if row.bidder_id is not None
            for bid_id, behind in party_ids.items()
            if is_recused(row.bidder_id, behind)
        ),
    )


def chosen_in(decision: Assignment) -> dict[Hashable, frozenset[Hashable]]:
    """Whom the buyer chose, by criterion; a criterion left out is everybody’s."""
    return {UUID(key): frozenset(map(UUID, people)) for key, people in decision.whose.items()}


def _on_panel(tender_id: UUID) -> Select[Evaluator]:
    return select(Evaluator).where(Evaluator.tender_id == tender_id, Evaluator.removed_at.is_(None))
