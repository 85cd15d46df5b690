"""Which line of the ledger is a funding's?"""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.payments.models.ledger import LedgerEntry


def entry_of(funding_id: UUID) -> LedgerEntry | None:
    """The ledger's line of a funding, once it is confirmed."""
    return session.scalars(
        select(LedgerEntry).where(LedgerEntry.funding_id == funding_id)
    ).one_or_none()
