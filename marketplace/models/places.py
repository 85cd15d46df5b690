"""What is the local area? Named sets of wards; a place is a tenancy."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.access import Actor, PlaceRole
from marketplace.db import Row, session
from marketplace.models.people import PersonDetails, PlaceMembership


class Place(Row):
    """A named set of wards with a broker and a board."""

    __tablename__ = "places"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class PlaceWard(Row):
    """One ward of a place, by its ONS code."""

    __tablename__ = "place_wards"

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    ward_code: Mapped[str] = mapped_column(index=True)


def places_brokered_by(actor: Actor) -> Select[Place]:
    """The places a person is the broker of."""
    ids = [place for place, role in actor.place_roles if role is PlaceRole.BROKER]
    return select(Place).where(Place.id.in_(ids)).order_by(Place.name)


def members_of(place_id: UUID) -> Sequence[tuple[PlaceMembership, str]]:
    """Who has a role in a place, with their names."""
    rows = session.execute(
        select(PlaceMembership, PersonDetails.name)
        .join(PersonDetails, PersonDetails.person_id == PlaceMembership.person_id)
        .where(PlaceMembership.place_id == place_id)
        .order_by(PlaceMembership.role, PersonDetails.name)
    )
    return [(row[0], row[1]) for row in rows]


def place_named(slug: str) -> UUID:
    """The id of a place by its slug. It was named at the start, so it is there."""
    found: UUID = session.scalars(select(Place.id).where(Place.slug == slug)).one()
    return found
