"""Which tenders does somebody find who looks for work?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, count_of, stretch_of
from marketplace.engine.search import (
    Meant,
    asked_for,
    asked_instead,
    by_index,
    meant_with,
    with_marks,
)
from marketplace.engine.sought import Sought
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.places import Place
from marketplace.tendering.models.search_documents import SearchedTender, state_mark
from marketplace.tendering.models.tenders import Lot, Tender, TenderVersion, tenders_visible_to
from marketplace.tendering.queries.choices import by_deadline, by_mark, by_place, numbers_of
from marketplace.tendering.queries.deadlines import hold_until_next
from marketplace.tendering.queries.wanted import (
    Order,
    Wanted,
    conditions,
    deadlines,
)
from procurement.ground.calendar import london_day
from procurement.tendering.tender import TenderState

PAGE = 20
"""How many stand on one page."""

Searched = type[SearchedTender]
"""All documents, or those of a part of them."""


class Shelf(StrEnum):
    """Where a published tender stands for a reader."""

    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Listed:
    """A tender in a list, with its title as marked, its buyer's name and how many lots it has."""

    tender: Tender
    title: str
    buyer: str
    lots: int


@dataclass(frozen=True, slots=True)
class FoundTenders:
    """One page of a shelf, how many stand on each (``paging.counted``), how many would fit with each
    value of a choice (``sought.numbers``), and what words were meant."""

    listed: Stretch[Listed]
    counts: Mapping[Shelf, int]
    numbers: Mapping[str, Mapping[str, int]]
    meant: Meant
    asked: ColumnElement[Any] | None
    """The words that were looked for in the end."""


@by_index()
def found_tenders(
    wanted: Wanted,
    shelf: Shelf,
    places: Sequence[str],
    now: datetime,
    beside: Beside,
    *,
    is_numbered: bool,
) -> FoundTenders:
    """The page beside a tender, and the shelves by the same filters: a fixed number of queries,
    some more where a word stands nowhere. ``is_numbered`` asks for the numbers of the choices."""
    asked = asked_for(wanted.text)
    meant = Meant(is_left_out=bool(wanted.text) and asked is None)
    counts = _counts(wanted, asked, now)
    if asked is not None and not any(counts.values()):
        meant = meant_with(wanted.text, SearchedTender.words)
        if meant.is_whole:
            asked = asked_instead(wanted.text, meant)
            counts = _counts(wanted, asked, now)

    def sought(wanted: Wanted) -> Sought[SearchedTender]:
        return _sought(wanted, shelf, asked, now)

    page, count = sought(wanted).page(beside)
    rows = _listed([key for (key,) in page.rows], asked)
    hold_until_next(now, [row.tender for row in rows])
    choices = {
        "place": by_place(places),
        "due": by_deadline(london_day(now)),
        **{name: by_mark(name) for name in ("theme", "regime", "subject", "suits")},
    }
    numbers = numbers_of(wanted, count, choices, sought) if is_numbered else {}
    return FoundTenders(Stretch(rows, page.before, page.after), counts, numbers, meant, asked)


def fed_tenders(wanted: Wanted, now: datetime, most: int) -> list[tuple[Listed, datetime]]:
    """The first open ones, each with the moment of its last change: a fixed number of queries."""
    asked = asked_for(wanted.text)
    sought = replace(_sought(wanted, Shelf.OPEN, asked, now), size=most)
    page, _ = sought.page(Beside())
    rows = _listed([key for (key,) in page.rows], None)
    versions = session.execute(
        select(TenderVersion.tender_id, func.max(TenderVersion.published_at))
        .where(TenderVersion.tender_id.in_([row.tender.id for row in rows]))
        .group_by(TenderVersion.tender_id)
    )
    changed: dict[UUID, datetime] = {row[0]: row[1] for row in versions}
    return [(row, changed[row.tender.id]) for row in rows]


def open_tenders(wanted: Wanted, asked: ColumnElement[Any] | None, now: datetime) -> int:
    """How many open ones answer to the same (``paging.counted``): one query."""
    found = [*conditions(SearchedTender, wanted, asked), _on(SearchedTender, Shelf.OPEN, now)]
    fitting = select(SearchedTender.tender_id).where(*found)
    number, closes_at = session.execute(
        select(count_of(fitting), _next_to_close(now).scalar_subquery())
    ).one()
    hold_until_next(now, [], closes_at)
    return number


def _next_to_close(now: datetime) -> Select[datetime | None]:
    return select(func.min(SearchedTender.closes_at)).where(SearchedTender.closes_at > now)


def _sought(
    wanted: Wanted, shelf: Shelf, asked: ColumnElement[Any] | None, now: datetime
) -> Sought[SearchedTender]:
    def fitting(document: Searched) -> Select[SearchedTender]:
        asked_of = conditions(document, wanted, asked)
        return select(document).where(*asked_of, _on(document, shelf, now))

    if wanted.order is Order.NEWEST:
        return Sought(
            SearchedTender, ("published_at", "tender_id"), fitting, descending=True, size=PAGE
        )
    return Sought(
        SearchedTender,
        ("closes_at", "tender_id"),
        fitting,
        descending=shelf is not Shelf.OPEN,
        size=PAGE,
        between=[*deadlines(SearchedTender, wanted), *_side_of(SearchedTender, shelf, now)],
    )


def _counts(wanted: Wanted, asked: ColumnElement[Any] | None, now: datetime) -> dict[Shelf, int]:
    """How many stand on each shelf, by the same filters: one query."""
    found = list(conditions(SearchedTender, wanted, asked))
    on = {shelf: _on(SearchedTender, shelf, now) for shelf in Shelf}
    fitting = {shelf: select(SearchedTender.tender_id).where(*found, on[shelf]) for shelf in Shelf}
    *numbers, closes_at = session.execute(
        select(*map(count_of, fitting.values()), _next_to_close(now).scalar_subquery())
    ).one()
    hold_until_next(now, [], closes_at)
    return dict(zip(Shelf, numbers, strict=True))


def _listed(ids: Sequence[UUID], asked: ColumnElement[Any] | None) -> list[Listed]:
    """The tenders of a page as they are shown: marks are made for these alone."""
    lots = select(func.count()).where(Lot.tender_id == Tender.id).scalar_subquery()
    rows = session.execute(
        select(Tender, with_marks(Tender.title, asked), Organisation.name, lots)
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .where(Tender.id.in_(ids))
    )
    by_id = {row[0].id: Listed(*row) for row in rows}
    return [by_id[key] for key in ids]


def buyers() -> Sequence[tuple[UUID, str]]:
    """Who has published a tender here, by name."""
    return [
        (row[0], row[1])
        for row in session.execute(
            select(Organisation.id, Organisation.name)
            .where(
                Organisation.id.in_(
                    select(Tender.buyer_id).where(Tender.state != TenderState.DRAFT)
                )
            )
            .order_by(Organisation.name)
        )
    ]


def places() -> Sequence[tuple[str, str]]:
    """The named places: slug and name."""
    rows = session.execute(select(Place.slug, Place.name).order_by(Place.name))
    return [(row[0], row[1]) for row in rows]


def worked_on_by(actor: Actor, beside: Beside, *, deleted: bool = False) -> Stretch[tuple[Tender]]:
    """The tenders of the organisations this person buys for, the newest first; or the deleted
    drafts among them."""
    bought = tenders_visible_to(actor).where(
        Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)),
        Tender.deleted_at.is_not(None) if deleted else Tender.deleted_at.is_(None),
    )
    return stretch_of(bought, (Tender.created_at, Tender.id), beside, descending=True)


def _on(document: Searched, shelf: Shelf, now: datetime) -> ColumnElement[bool]:
    """Whether a tender stands there now: no bids are opened before the deadline."""
    match shelf:
        case Shelf.OPEN:
            stands = _is_one_of(document, TenderState.PUBLISHED)
        case Shelf.CLOSED:
            stands = _is_one_of(document, TenderState.PUBLISHED, TenderState.OPENED)
        case Shelf.DECIDED:
            stands = _is_one_of(document, TenderState.AWARDED, TenderState.CANCELLED)
    return and_(stands, *_side_of(document, shelf, now))


def _side_of(document: Searched, shelf: Shelf, now: datetime) -> list[ColumnElement[bool]]:
    """On which side of this moment the deadline lies."""
    match shelf:
        case Shelf.OPEN:
            return [document.closes_at > now]
        case Shelf.CLOSED:
            return [document.closes_at <= now]
        case Shelf.DECIDED:
            return []


def _is_one_of(document: Searched, *states: TenderState) -> ColumnElement[bool]:
    return or_(*(document.marks.contains([state_mark(state)]) for state in states))
