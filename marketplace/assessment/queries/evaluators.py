"""Who is on a tender's panel?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.assessment.models.evaluations import Evaluator, Score
from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Actor
from marketplace.engine.db import session


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


def _on_panel(tender_id: UUID) -> Select[Evaluator]:
    return select(Evaluator).where(Evaluator.tender_id == tender_id, Evaluator.removed_at.is_(None))
