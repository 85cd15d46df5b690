"""Who on a panel scores what, as the buyer decided last?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import Assignment, Evaluator
from marketplace.engine.db import session
from marketplace.tendering.models.declarations import InterestDeclaration
from procurement.assessment.panel import Panel
from procurement.tendering.conflict import is_recused


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


def chosen_in(decision: Assignment) -> dict[UUID, frozenset[UUID]]:
    """Whom the buyer chose, by criterion; a criterion left out is everybody’s."""
    return {UUID(key): frozenset(map(UUID, people)) for key, people in decision.whose.items()}
