"""Which tenders does somebody find who looks for work?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    holds,
    meant_with,
    with_marks,
)
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.tendering.models.search_documents import SearchedTender
from marketplace.tendering.models.tenders import Lot, Tender, tenders_visible_to
from marketplace.tendering.queries.deadlines import hold_until_next
from procurement.ground.theme import Theme
from procurement.tendering.tender import TenderState

PAGE = 20
"""How many stand on one page."""


class Shelf(StrEnum):
    """Where a published tender stands for a reader."""

    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; empty means any."""

    shelf: Shelf = Shelf.OPEN
    text: str = ""
    theme: str = ""
    place: str = ""
    buyer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A tender in a list, with its title as marked, its buyer's name and how many lots it has."""

    tender: Tender
    title: str
    buyer: str
    lots: int


@dataclass(frozen=True, slots=True)
class FoundTenders:
    """One page of a shelf, how many stand on each (``paging.counted``), and what words were meant."""

    listed: Stretch[Listed]
    counts: Mapping[Shelf, int]
    meant: Meant


def found_tenders(wanted: Wanted, now: datetime, beside: Beside) -> FoundTenders:
    """The page beside a tender, and the shelves by the same filters: a fixed number of queries,
    some more where a word stands nowhere."""
    asked = asked_for(wanted.text)
    meant = Meant(is_left_out=bool(wanted.text) and asked is None)
    counts = _counts(wanted, asked, now)
    if asked is not None and not any(counts.values()):
        meant = meant_with(wanted.text, SearchedTender.words)
        if meant.is_whole:
            asked = asked_instead(wanted.text, meant)
            counts = _counts(wanted, asked, now)
    lots = select(func.count()).where(Lot.tender_id == Tender.id).scalar_subquery()
    page = stretch_of(
        _filtered(wanted, asked)
        .where(_on(wanted.shelf, now))
        .with_only_columns(Tender, with_marks(Tender.title, asked), Organisation.name, lots),
        (Tender.closes_at, Tender.id),
        beside,
        descending=wanted.shelf is not Shelf.OPEN,
        size=PAGE,
    )
    rows = [Listed(*row) for row in page.rows]
    hold_until_next(now, [row.tender for row in rows])
    return FoundTenders(Stretch(rows, page.before, page.after), counts, meant)


def _counts(wanted: Wanted, asked: ColumnElement[Any] | None, now: datetime) -> dict[Shelf, int]:
    """How many stand on each shelf, by the same filters: one query."""
    fitting = _filtered(wanted, asked).with_only_columns(Tender.id)
    closing = fitting.where(_on(Shelf.OPEN, now)).with_only_columns(func.min(Tender.closes_at))
    *numbers, next_to_close = session.execute(
        select(
            *(count_of(fitting.where(_on(shelf, now))) for shelf in Shelf),
            closing.scalar_subquery(),
        )
    ).one()
    hold_until_next(now, [], next_to_close)
    return dict(zip(Shelf, numbers, strict=True))


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


def _on(shelf: Shelf, now: datetime) -> ColumnElement[bool]:
    published = Tender.state == TenderState.PUBLISHED
    match shelf:
        case Shelf.OPEN:
            return and_(published, Tender.closes_at > now)
        case Shelf.CLOSED:
            return or_(and_(published, Tender.closes_at <= now), Tender.state == TenderState.OPENED)
        case Shelf.DECIDED:
            return Tender.state.in_([TenderState.AWARDED, TenderState.CANCELLED])


def _filtered(wanted: Wanted, asked: ColumnElement[Any] | None) -> Select[Tender]:
    tenders = select(Tender).join(Organisation, Organisation.id == Tender.buyer_id)
    tenders = tenders.where(Tender.state != TenderState.DRAFT)
    if asked is not None:
        documents = select(SearchedTender.tender_id).where(holds(SearchedTender.words, asked))
        tenders = tenders.where(Tender.id.in_(documents))
    if wanted.theme in set(Theme):
        tenders = tenders.where(Tender.theme == wanted.theme)
    if wanted.buyer_id:
        tenders = tenders.where(Tender.buyer_id == wanted.buyer_id)
    if wanted.place:
        tenders = tenders.where(Tender.buyer_id.in_(based_in(wanted.place)))
    return tenders


def based_in(place: str) -> Select[UUID]:
    """The organisations that trade from inside a place now."""
    return (
        select(TradingAddress.organisation_id)
        .join(PlaceWard, PlaceWard.ward_code == TradingAddress.ward_code)
        .join(Place, Place.id == PlaceWard.place_id)
        .where(Place.slug == place, TradingAddress.until_on.is_(None))
    )
