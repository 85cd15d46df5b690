"""Which notices does somebody find who looks for what is bought around here?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch
from marketplace.engine.search import (
    Meant,
    asked_for,
    asked_instead,
    by_index,
    meant_with,
    passage,
    with_marks,
)
from marketplace.engine.sought import Sought
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice, notices_visible_to
from marketplace.tendering.models.search_documents import SearchedNotice
from marketplace.tendering.queries.choices import by_deadline, by_mark, by_place, numbers_of
from marketplace.tendering.queries.wanted import (
    Order,
    Wanted,
    conditions,
    deadlines,
)
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money

PAGE = 20
"""How many stand on one page."""

Searched = type[SearchedNotice]
"""All documents, or those of a part of them."""


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice in a list, with its buyer's name; in title and passage, marks stand around the words
    that were searched for."""

    id: UUID
    title: str
    passage: str
    delivery: str
    stage: str
    value: Money | None
    released_at: datetime
    closes_at: datetime | None
    buyer_id: UUID
    buyer: str


@dataclass(frozen=True, slots=True)
class FoundNotices:
    """One page of notices, how many there are (``paging.counted``), how many would fit with each
    value of a choice (``sought.numbers``), and what words were meant."""

    listed: Stretch[ListedNotice]
    count: int
    numbers: Mapping[str, Mapping[str, int]]
    meant: Meant
    asked: ColumnElement[Any] | None
    """The words that were looked for in the end."""


@by_index()
def found_notices(
    actor: Actor,
    wanted: Wanted,
    places: Sequence[str],
    today: date,
    beside: Beside,
    *,
    is_numbered: bool,
) -> FoundNotices:
    """The page beside a notice; a fixed number of queries, some more where a word stands nowhere.
    ``is_numbered`` asks for the numbers of the choices: they cost as much as the page."""
    asked = asked_for(wanted.text)
    meant = Meant(is_left_out=bool(wanted.text) and asked is None)

    def sought(wanted: Wanted) -> Sought[SearchedNotice]:
        return _sought(wanted, asked, today)

    page, count = sought(wanted).page(beside)
    if not count and asked is not None:
        meant = meant_with(wanted.text, SearchedNotice.words)
        if meant.is_whole:
            asked = asked_instead(wanted.text, meant)
            page, count = sought(wanted).page(beside)
    ids = [notice_id for (notice_id,) in page.rows]
    listed = Stretch(_listed(actor, ids, asked) if ids else [], page.before, page.after)
    choices = {
        "place": by_place(places),
        "due": by_deadline(today),
        "stage": by_mark("stage"),
    }
    numbers = numbers_of(wanted, count, choices, sought) if is_numbered else {}
    return FoundNotices(listed, count, numbers, meant, asked)


def count_of_notices(wanted: Wanted, asked: ColumnElement[Any] | None, today: date) -> int:
    """How many answer to the same (``paging.counted``): one query."""
    return _sought(wanted, asked, today).count()


def notice_seen_by(actor: Actor, notice_id: UUID) -> Select[Notice]:
    """One notice, where this person may read it."""
    return notices_visible_to(actor).where(Notice.id == notice_id)


def _sought(
    wanted: Wanted, asked: ColumnElement[Any] | None, today: date
) -> Sought[SearchedNotice]:
    """In the order of deadlines, those that are still to come."""
    is_by_deadline = wanted.order is Order.DEADLINE
    if is_by_deadline and wanted.closes_from is None:
        wanted = replace(wanted, closes_from=london_moment(today, time(0)))

    def fitting(document: Searched) -> Select[SearchedNotice]:
        return select(document).where(*conditions(document, wanted, asked))

    return Sought(
        SearchedNotice,
        ("closes_at" if is_by_deadline else "released_at", "notice_id"),
        fitting,
        descending=not is_by_deadline,
        size=PAGE,
        between=deadlines(SearchedNotice, wanted) if is_by_deadline else (),
    )


def _listed(
    actor: Actor, ids: Sequence[UUID], asked: ColumnElement[Any] | None
) -> list[ListedNotice]:
    """The notices of a page as they are shown: marks are made for these alone."""
    rows = session.execute(
        notices_visible_to(actor)
        .join(Organisation, Organisation.id == Notice.buyer_id)
        .where(Notice.id.in_(ids))
        .with_only_columns(
            Notice.id,
            with_marks(Notice.title, asked),
            passage(Notice.description, asked),
            with_marks(func.left(Notice.delivery, 120), asked),
            Notice.stage,
            Notice.value,
            Notice.released_at,
            Notice.closes_at,
            Notice.buyer_id,
            with_marks(Organisation.name, asked),
        )
    )
    by_id = {row[0]: ListedNotice(*tuple(row)) for row in rows}
    return [by_id[notice_id] for notice_id in ids]
