"""What does a person alone answer for, and must hand over before they can be erased?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from marketplace.engine import db
from marketplace.engine.access import PlaceRole, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership, PlaceMembership
from marketplace.organisations.models.places import Place


@dataclass(frozen=True, slots=True)
class Held:
    """Something that nobody would answer for once the person is gone."""

    name: str
    sentence: str
    organisation_id: UUID | None = None
    place_id: UUID | None = None


def hand_over_first(person_id: UUID, *, lock: bool = False) -> list[Held]:
    """The organisations and places that the person alone answers for: two queries.

    ``lock`` holds them, so that two do not leave at once, each counting on the other.
    """
    return [
        *_last_of_organisations(person_id, lock=lock),
        *_last_brokers(person_id, lock=lock),
    ]


def _last_of_organisations(person_id: UUID, *, lock: bool) -> list[Held]:
    if lock:
        own = select(Membership.organisation_id).where(
            Membership.person_id == person_id, Membership.ended_at.is_(None)
        )
        db.session.execute(
            select(Organisation.id)
            .where(Organisation.id.in_(own))
            .order_by(Organisation.id)
            .with_for_update()
        )
    other = aliased(Membership)
    others = (
        exists()
        .where(
            other.organisation_id == Membership.organisation_id,
            other.person_id != person_id,
            other.ended_at.is_(None),
        )
        .correlate(Membership)
    )
    is_last_owner = (Membership.role == Role.OWNER) & ~others.where(other.role == Role.OWNER)
    is_last_finance = (Membership.role == Role.FINANCE) & ~others.where(
        other.role.in_([Role.OWNER, Role.FINANCE])
    )
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            is_last_owner | is_last_finance,
        )
        .order_by(Organisation.name, Membership.role.desc())
    ).all()
    held = {
        row.id: Held(
            row.name,
            f"You are the only {'owner' if row.role is Role.OWNER else 'person in finance'} of "
            f"{row.name}. Make a colleague an owner first, or close the organisation here.",
            organisation_id=row.id,
        )
        for row in rows
    }
    return list(held.values())


def _last_brokers(person_id: UUID, *, lock: bool) -> list[Held]:
    other = aliased(PlaceMembership)
    others = exists().where(
        other.place_id == PlaceMembership.place_id,
        other.role == PlaceRole.BROKER,
        other.person_id != person_id,
    )
    wanted = (
        select(Place)
        .join(PlaceMembership, PlaceMembership.place_id == Place.id)
        .where(
            PlaceMembership.person_id == person_id,
            PlaceMembership.role == PlaceRole.BROKER,
            ~others,
        )
        .order_by(Place.id)
    )
    rows = db.session.scalars(wanted.with_for_update(of=Place) if lock else wanted)
    return [
        Held(
            row.name,
            f"You are the only broker of {row.name}. Appoint another one first.",
            place_id=row.id,
        )
        for row in rows
    ]
