"""Which questions were asked about a tender, and who may read them?"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Clarification
from procurement.tendering.clarification import ClarificationState


def clarification_of(tender_id: UUID, clarification_id: UUID) -> Select[Clarification]:
    """One question about a tender."""
    return select(Clarification).where(
        Clarification.id == clarification_id, Clarification.tender_id == tender_id
    )


def own_clarification(
    actor: Actor, tender_id: UUID, clarification_id: UUID
) -> Select[Clarification]:
    """What one of the person's organisations asked, whatever has become of it."""
    return clarification_of(tender_id, clarification_id).where(
        Clarification.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )


def answered(tender_id: UUID) -> Sequence[Clarification]:
    """What was answered, for everybody: the page shows question and answer, never who asked."""
    return session.scalars(
        _in_state(tender_id, ClarificationState.PUBLISHED).order_by(Clarification.answered_at)
    ).all()


def waiting(tender_id: UUID) -> Sequence[Clarification]:
    """What the buyer has still to answer."""
    return session.scalars(
        _in_state(tender_id, ClarificationState.ASKED).order_by(Clarification.asked_at)
    ).all()


def withdrawn(tender_id: UUID) -> Sequence[Clarification]:
    """What was asked and taken back: the buyer was told of it, and keeps it on record."""
    return session.scalars(
        _in_state(tender_id, ClarificationState.WITHDRAWN).order_by(Clarification.asked_at)
    ).all()


def asked_by(tender_id: UUID, organisations: Collection[UUID]) -> Sequence[Clarification]:
    """What these organisations asked and is not answered yet: their own to see."""
    return session.scalars(
        _in_state(tender_id, ClarificationState.ASKED)
        .where(Clarification.organisation_id.in_(organisations))
        .order_by(Clarification.asked_at)
    ).all()


def _in_state(tender_id: UUID, state: ClarificationState) -> Select[Clarification]:
    return select(Clarification).where(
        Clarification.tender_id == tender_id, Clarification.state == state
    )
