"""Who works for a place?"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.access import Actor, PlaceRole
from marketplace.engine.db import session
from marketplace.organisations.models.directory import address_on
from marketplace.organisations.models.organisations import TradingAddress
from marketplace.organisations.models.people import PersonDetails, PlaceMembership
from marketplace.organisations.models.places import Place, PlaceWard, places_brokered_by


def members_of(place_id: UUID) -> Sequence[tuple[PlaceMembership, str]]:
    """Who has a role in a place, with their names."""
    rows = session.execute(
        select(PlaceMembership, PersonDetails.name)
        .join(PersonDetails, PersonDetails.person_id == PlaceMembership.person_id)
        .where(PlaceMembership.place_id == place_id)
        .order_by(PlaceMembership.role, PersonDetails.name)
    )
    return [(row[0], row[1]) for row in rows]


def place_brokered_by(actor: Actor, place_id: UUID) -> Select[Place]:
    """One place, where the person is its broker."""
    return places_brokered_by(actor).where(Place.id == place_id)


def brokered_places(actor: Actor) -> Sequence[Place]:
    """The places that the person is the broker of, by name."""
    return session.scalars(places_brokered_by(actor)).all()


def broker_of(organisation_id: UUID, today: date) -> PersonDetails | None:
    """The broker of the place that an organisation trades in; of several, who was appointed first."""
    return next(iter(brokers_around(organisation_id, today)), None)


def brokers_around(organisation_id: UUID, today: date) -> Sequence[PersonDetails]:
    """The brokers of the places that an organisation trades in, who was appointed first stands first;
    each once."""
    wards = select(TradingAddress.ward_code).where(
        TradingAddress.organisation_id == organisation_id, address_on(today)
    )
    return _brokers_of(wards)


def brokers_near(ward_code: str | None) -> Sequence[PersonDetails]:
    """The brokers of the places that hold a ward, as above; none where it is not known."""
    return _brokers_of(select(PlaceWard.ward_code).where(PlaceWard.ward_code == ward_code))


def every_broker() -> Sequence[PersonDetails]:
    """The brokers of every place, each once."""
    return _brokers_of(select(PlaceWard.ward_code))


def _brokers_of(wards: Select[str | None]) -> Sequence[PersonDetails]:
    rows = session.scalars(
        select(PersonDetails)
        .join(PlaceMembership, PlaceMembership.person_id == PersonDetails.person_id)
        .join(PlaceWard, PlaceWard.place_id == PlaceMembership.place_id)
        .where(PlaceWard.ward_code.in_(wards), PlaceMembership.role == PlaceRole.BROKER)
        .order_by(PlaceMembership.since, PlaceMembership.id)
    )
    return list({row.person_id: row for row in rows}.values())


def place_named(slug: str) -> UUID:
    """The id of a place by its slug. It was named at the start, so it is there."""
    return session.scalars(select(Place.id).where(Place.slug == slug)).one()
