"""Which awards were decided in a tender?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.engine.db import session


def awards_of(tender_id: UUID) -> Sequence[Award]:
    """Every award of a tender, cancelled ones too, in the order they were decided."""
    return session.scalars(
        select(Award).where(Award.tender_id == tender_id).order_by(Award.decided_at, Award.id)
    ).all()
