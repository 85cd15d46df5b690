"""Has a deadline passed, and until when does a page say the truth of it?"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from marketplace.engine import clock, reading
from marketplace.tendering.models.tenders import Tender
from procurement.ground.calendar import london_day
from procurement.tendering.tender import is_closed


def is_over(tender: Tender, now: datetime) -> bool:
    """Whether no bid can come any more; a draft may have no deadline yet."""
    return tender.closes_at is not None and is_closed(tender.closes_at, now)


def hold_until_next(now: datetime, tenders: Iterable[Tender], *others: datetime | None) -> None:
    """What is said of these deadlines, and of other moments, holds until the next of them comes,
    one has a day less to go, or the day ends in London."""
    moments = [*others, clock.next_midnight(london_day(now))]
    for tender in tenders:
        moments += [tender.closes_at, tender.questions_until, _a_day_less(tender, now)]
    reading.holds_until(min(moment for moment in moments if moment is not None and moment > now))


def _a_day_less(tender: Tender, now: datetime) -> datetime | None:
    """When a whole day less is left than now."""
    if tender.closes_at is None:
        return None
    return tender.closes_at - timedelta(days=(tender.closes_at - now).days)
