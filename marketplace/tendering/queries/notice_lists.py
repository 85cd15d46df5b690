"""Which notices does somebody find who looks for what is bought around here?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, or_, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch
from marketplace.engine.search import (
    Meant,
    asked_for,
    asked_instead,
    cpv_mark,
    holds,
    meant_with,
    passage,
    with_marks,
)
from marketplace.engine.sought import Page, Sought
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice, notices_visible_to
from marketplace.tendering.models.search_documents import (
    WEST_MIDLANDS,
    SearchedNotice,
    stage_mark,
)
from marketplace.tendering.queries.tender_lists import based_in
from procurement.ground.money import Money

PAGE = 20
"""How many stand on one page."""

_WEST_MIDLANDS_POSTCODE = r"^(B|CV|DY|WS|WV)[0-9]"

Searched = type[SearchedNotice]
"""All documents, or those of a part of them."""


@dataclass(frozen=True, slots=True)
class WantedNotices:
    """What a reader looks for; empty means any. ``cpv`` is the beginning of a code."""

    text: str = ""
    stage: str = ""
    cpv: str = ""
    place: str = ""
    buyer_id: UUID | None = None


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
    """One page of notices, how many there are (``paging.counted``), and what words were meant."""

    listed: Stretch[ListedNotice]
    count: int
    meant: Meant


def found_notices(actor: Actor, wanted: WantedNotices, beside: Beside) -> FoundNotices:
    """The page beside a notice, the newest first; a fixed number of queries, some more where a
    word stands nowhere."""
    asked = asked_for(wanted.text)
    meant = Meant(is_left_out=bool(wanted.text) and asked is None)
    page, count = _newest(wanted, asked, beside)
    if not count and asked is not None:
        meant = meant_with(wanted.text, SearchedNotice.words)
        if meant.is_whole:
            asked = asked_instead(wanted.text, meant)
            page, count = _newest(wanted, asked, beside)
    ids = [notice_id for (notice_id,) in page.rows]
    listed = Stretch(_listed(actor, ids, asked) if ids else [], page.before, page.after)
    return FoundNotices(listed, count, meant)


def notice_seen_by(actor: Actor, notice_id: UUID) -> Select[Notice]:
    """One notice, where this person may read it."""
    return notices_visible_to(actor).where(Notice.id == notice_id)


def _newest(wanted: WantedNotices, asked: ColumnElement[Any] | None, beside: Beside) -> Page:
    """The ids of a page, the newest first, and how many fit."""

    def fitting(document: Searched) -> Select[SearchedNotice]:
        return select(document).where(*_filters(document, wanted, asked))

    order = ("released_at", "notice_id")
    return Sought(SearchedNotice, order, fitting, descending=True, size=PAGE).page(beside)


def _filters(
    document: Searched, wanted: WantedNotices, asked: ColumnElement[Any] | None
) -> Iterator[ColumnElement[bool]]:
    if asked is not None:
        yield holds(document.words, asked)
    if wanted.stage:
        yield document.marks.contains([stage_mark(wanted.stage)])
    if wanted.cpv:
        yield document.marks.contains([cpv_mark(wanted.cpv)])
    if wanted.buyer_id:
        yield document.buyer_id == wanted.buyer_id
    if wanted.place == WEST_MIDLANDS:
        yield or_(document.marks.contains([WEST_MIDLANDS]), _bought_by(document, _from_there()))
    elif wanted.place:
        yield _bought_by(document, based_in(wanted.place))


def _bought_by(document: Searched, buyers: Select[UUID]) -> ColumnElement[bool]:
    """By one of them: looked up first, so that an index leads to what they buy."""
    return document.buyer_id == any_(func.array(buyers.scalar_subquery()))


def _from_there() -> Select[UUID]:
    postcode = Organisation.postcode.regexp_match(_WEST_MIDLANDS_POSTCODE, "i")
    return select(Organisation.id).where(postcode)


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
