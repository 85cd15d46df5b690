"""Where did the record stand on each day, and does it still hold a mark?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.engine import trail
from marketplace.engine.audit import RecordDay
from marketplace.engine.db import session

_MARK = re.compile(r"[0-9]{1,4}-[0-9]{1,18}-[0-9a-f]{20}")


@dataclass(frozen=True, slots=True)
class PublishedDays:
    """The days of one page, the newest first, and before which the next page begins."""

    days: Sequence[RecordDay]
    earlier: date | None


@dataclass(frozen=True, slots=True)
class SaidMark:
    """A mark that somebody holds, and what the record says of it."""

    text: str
    is_one: bool
    written_at: datetime | None
    """None where no record has it, or the record was changed since."""


def published_days(before: date | None, size: int) -> PublishedDays:
    """The days on which the record was published, before one."""
    wanted = select(RecordDay).order_by(RecordDay.day.desc()).limit(size + 1)
    if before is not None:
        wanted = wanted.where(RecordDay.day < before)
    days = session.scalars(wanted).all()
    return PublishedDays(days[:size], days[size - 1].day if len(days) > size else None)


def said_mark(text: str) -> SaidMark:
    """What the record says of a mark as somebody has typed it."""
    mark = text.strip().lower()
    if _MARK.fullmatch(mark) is None:
        return SaidMark(text, False, None)
    return SaidMark(mark, True, trail.written_at(mark))
