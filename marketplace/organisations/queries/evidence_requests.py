"""What was an enterprise asked for, that shows it to be a social enterprise?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select

from marketplace.engine.db import session
from marketplace.organisations.models.evidence_requests import EvidenceRequest, is_open
from marketplace.organisations.models.organisations import Organisation

MOST_SHOWN = 50


def evidence_request_of(organisation_id: UUID) -> EvidenceRequest | None:
    """The last one, answered or not."""
    return session.scalars(
        select(EvidenceRequest).where(EvidenceRequest.organisation_id == organisation_id)
    ).one_or_none()


def open_request_of(organisation_id: UUID) -> EvidenceRequest | None:
    """The one to which nothing came yet."""
    return session.scalars(
        select(EvidenceRequest).where(EvidenceRequest.organisation_id == organisation_id, is_open())
    ).one_or_none()


def open_requests() -> Sequence[Row[EvidenceRequest, Organisation]]:
    """Those to which nothing came yet, the oldest first; so many as ``MOST_SHOWN``."""
    return session.execute(
        select(EvidenceRequest, Organisation)
        .join(Organisation, Organisation.id == EvidenceRequest.organisation_id)
        .where(is_open())
        .order_by(EvidenceRequest.asked_at, EvidenceRequest.id)
        .limit(MOST_SHOWN)
    ).all()
