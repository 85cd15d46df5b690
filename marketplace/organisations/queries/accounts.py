"""Who are the people of the demonstration, and what do they do for whom?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, literal, select

from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import (
    Membership,
    Person,
    PersonDetails,
    PlaceMembership,
)
from marketplace.organisations.models.places import Place


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what they do: pairs of role and organisation or place."""

    person_id: UUID
    name: str
    email: str
    roles: list[tuple[str, str]]


def _people_ending(suffix: str) -> Select[PersonDetails]:
    return select(PersonDetails).where(PersonDetails.email.endswith(suffix, autoescape=True))


def account_ending(suffix: str, person_id: UUID) -> Select[PersonDetails]:
    """One person, where the address ends so."""
    return _people_ending(suffix).where(PersonDetails.person_id == person_id)


def accounts_ending(suffix: str) -> list[Account]:
    """The people whose address ends so, with their roles; four queries."""
    people = db.session.scalars(_people_ending(suffix).order_by(PersonDetails.person_id)).all()
    roles: dict[UUID, list[tuple[str, str]]] = {row.person_id: [] for row in people}
    in_organisations = (
        select(Membership.person_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id.in_(roles), Membership.ended_at.is_(None))
        .order_by(Organisation.name, Membership.role)
    )
    in_places = (
        select(PlaceMembership.person_id, PlaceMembership.role, Place.name)
        .join(Place, Place.id == PlaceMembership.place_id)
        .where(PlaceMembership.person_id.in_(roles))
        .order_by(Place.name, PlaceMembership.role)
    )
    over_all = select(Person.id, literal("operator"), literal("this installation")).where(
        Person.id.in_(roles), Person.operator_since.is_not(None)
    )
    for wanted in (in_organisations, in_places, over_all):
        for person_id, role, name in db.session.execute(wanted):
            roles[person_id].append((str(role), name))
    return [Account(row.person_id, row.name, row.email, roles[row.person_id]) for row in people]
