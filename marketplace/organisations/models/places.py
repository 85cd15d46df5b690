"""What is the local area? Named sets of wards; a place is a tenancy."""

from uuid import UUID

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, PlaceRole
from marketplace.engine.db import REMOVABLE, Row


class Place(Row):
    """A named set of wards with a broker and a board."""

    __tablename__ = "places"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class PlaceWard(Row):
    """One ward of a place, by its ONS code."""

    __tablename__ = "place_wards"
    __table_args__ = REMOVABLE

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    ward_code: Mapped[str] = mapped_column(index=True)


def places_brokered_by(actor: Actor) -> Select[Place]:
    """The places a person is the broker of."""
    ids = [place for place, role in actor.place_roles if role is PlaceRole.BROKER]
    return select(Place).where(Place.id.in_(ids)).order_by(Place.name)
