"""Which tenders does somebody find who looks for work?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.tendering.models.tenders import Lot, Tender, tenders_visible_to
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
    """A tender in a list, with its buyer's name and how many lots it has."""

    tender: Tender
    buyer: str
    lots: int


def listed(wanted: Wanted, now: datetime, page: int) -> tuple[list[Listed], int]:
    """One page of tenders and how many there are in all: two queries, whatever the number."""
    chosen = _chosen(wanted, now)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    order = Tender.closes_at if wanted.shelf is Shelf.OPEN else Tender.closes_at.desc()
    lots = select(func.count()).where(Lot.tender_id == Tender.id).scalar_subquery()
    rows = session.execute(
        chosen.add_columns(Organisation.name, lots)
        .order_by(order, Tender.id)
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    return [Listed(*row) for row in rows], total


def counts(wanted: Wanted, now: datetime) -> dict[Shelf, int]:
    """How many stand on each shelf, by the same filters: one query."""
    row = session.execute(
        _filtered(wanted).with_only_columns(
            *(func.count().filter(_on(shelf, now)) for shelf in Shelf), maintain_column_froms=True
        )
    ).one()
    return dict(zip(Shelf, row, strict=True))


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


def worked_on_by(actor: Actor) -> Sequence[Tender]:
    """The tenders of the organisations this person buys for, the newest first."""
    return session.scalars(
        tenders_visible_to(actor)
        .where(Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)))
        .order_by(Tender.created_at.desc())
    ).all()


def _chosen(wanted: Wanted, now: datetime) -> Select[Tender]:
    return _filtered(wanted).where(_on(wanted.shelf, now))


def _on(shelf: Shelf, now: datetime) -> ColumnElement[bool]:
    published = Tender.state == TenderState.PUBLISHED
    match shelf:
        case Shelf.OPEN:
            return and_(published, Tender.closes_at > now)
        case Shelf.CLOSED:
            return or_(and_(published, Tender.closes_at <= now), Tender.state == TenderState.OPENED)
        case Shelf.DECIDED:
            return Tender.state.in_([TenderState.AWARDED, TenderState.CANCELLED])


def _filtered(wanted: Wanted) -> Select[Tender]:
    tenders = select(Tender).join(Organisation, Organisation.id == Tender.buyer_id)
    tenders = tenders.where(Tender.state != TenderState.DRAFT)
    for word in wanted.text.split()[:8]:
        tenders = tenders.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (
                        Tender.title,
                        Tender.description,
                        Tender.delivery,
                        Organisation.name,
                    )
                )
            )
        )
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
