"""Which questions were asked about a tender, and who may read them?"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Clarification


def clarification_of(tender_id: UUID, clarification_id: UUID) -> Select[Clarification]:
    """One question about a tender."""
    return select(Clarification).where(
        Clarification.id == clarification_id, Clarification.tender_id == tender_id
    )


def answered(tender_id: UUID) -> Sequence[Clarification]:
    """What was answered, for everybody: the page shows question and answer, never who asked."""
    return session.scalars(
        select(Clarification)
        .where(Clarification.tender_id == tender_id, Clarification.answered_at.is_not(None))
        .order_by(Clarification.answered_at)
    ).all()


def waiting(tender_id: UUID) -> Sequence[Clarification]:
    """What the buyer has still to answer."""
    return session.scalars(
        select(Clarification)
        .where(Clarification.tender_id == tender_id, Clarification.answered_at.is_(None))
        .order_by(Clarification.asked_at)
    ).all()


def asked_by(tender_id: UUID, organisations: Collection[UUID]) -> Sequence[Clarification]:
    """What these organisations asked and is not answered yet: their own to see."""
    return session.scalars(
        select(Clarification)
        .where(
            Clarification.tender_id == tender_id,
            Clarification.organisation_id.in_(organisations),
            Clarification.answered_at.is_(None),
        )
        .order_by(Clarification.asked_at)
    ).all()
