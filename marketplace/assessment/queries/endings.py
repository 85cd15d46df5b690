"""What would it mean to end one lot of a procurement now?"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.assessment.queries.awards import awards_of
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.official_notices import is_notice_owed
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.assessment.procurement_end import ends_all, owes_end_notice


@dataclass(frozen=True, slots=True)
class Ending:
    """One lot, and what its end means."""

    lot: Lot
    is_last: bool
    """Whether the whole procurement ends with it."""
    has_award: bool
    is_notified: bool
    """Whether a termination notice (UK12) stands on the central platform first."""


def ending_of(tender: Tender, lot: Lot, now: datetime) -> Ending:
    """Two queries, and those of the law."""
    award = next((row for row in awards_of(tender.id) if row.lot_id == lot.id), None)
    is_last = ends_all([row.state for row in parts_of(tender.id).lots if row.id != lot.id])
    is_published = award is not None and award.published_on is not None
    owed = owes_end_notice(is_last=is_last, is_award_published=is_published)
    return Ending(
        lot,
        is_last,
        award is not None and award.state is not AwardState.CANCELLED,
        owed and is_notice_owed("UK12", tender, now),
    )
