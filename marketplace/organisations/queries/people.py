"""Who is this person, what may they do here, and who does what for an organisation?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from marketplace.engine import clock
from marketplace.engine.access import NOBODY, SYSTEM, SYSTEM_ID, Actor, PlaceRole, Role
from marketplace.engine.address import address_sought
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import (
    Membership,
    Person,
    PersonDetails,
    PlaceMembership,
    SignIn,
)
from marketplace.organisations.models.second_factors import Authenticator, Passkey
from procurement.organisations.organisation import Kind

DEMONSTRATION = "@demonstration.example"
"""How the addresses of the demonstration’s people end; no real address can."""


def token_hash(token: str) -> str:
    """How the secret of a cookie or link is kept: by its SHA-256, so that a dump opens nothing."""
    return sha256(token.encode()).hexdigest()


def actor_of(token: str) -> Actor:
    """The person a sign-in cookie stands for, with the roles held now; nobody where it is over.

    Nobody yet, but for the sign-in, where the person’s second factor is still to come. Who has
    none is the person without the roles that want one. It is over once it was not used for as
    long as the person's roles allow.
    """
    row = session.execute(
        _signed_in(), {"token_hash": token_hash(token), "now": clock.real()}
    ).one_or_none()
    if row is None:
        return NOBODY
    held = _actor(row.person_id, row.name, row.id, row)
    if row.last_used_at < clock.real() - held.may_idle_for:
        return NOBODY
    if row.factor_at is None and row.has_factor:
        return Actor(sign_in_id=row.id)
    actor = replace(held, used_at=row.last_used_at, idle_for=held.may_idle_for)
    return replace(actor, factor_at=row.factor_at) if row.factor_at else actor.without_factor()


@cache
def _signed_in() -> Select[Any]:
    """The sign-in of ``token_hash`` that stands at ``now``, and who it is: every page asks it."""
    return (
        select(
            SignIn.id,
            SignIn.person_id,
            PersonDetails.name,
            SignIn.last_used_at,
            SignIn.factor_at,
            _has_factor(),
            *_held(),
        )
        .join(PersonDetails, PersonDetails.person_id == SignIn.person_id)
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > bindparam("now"),
        )
    )


def _has_factor() -> ColumnElement[bool]:
    return or_(
        exists().where(Authenticator.person_id == SignIn.person_id),
        exists().where(Passkey.person_id == SignIn.person_id),
    ).label("has_factor")


def actor_for(person_id: UUID, name: str = "", sign_in_id: UUID | None = None) -> Actor:
    """A person with the roles held now: in organisations, in places, and for all of it.

    None counts while the address is not proved: it may be somebody else's.
    """
    if person_id == SYSTEM_ID:
        return SYSTEM
    held = session.execute(
        select(*_held())
        .join_from(Person, PersonDetails, PersonDetails.person_id == Person.id)
        .where(Person.id == person_id)
    ).one_or_none()
    return _actor(person_id, name, sign_in_id, held)


def _held() -> tuple[ColumnElement[Any], ...]:
    """What makes somebody an actor, to be read beside their Person and PersonDetails."""
    roles = (
        select(_gathered(Membership.organisation_id, Membership.role, Organisation.kind))
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    )
    place_roles = select(_gathered(PlaceMembership.place_id, PlaceMembership.role)).where(
        PlaceMembership.person_id == Person.id
    )
    return (
        PersonDetails.email_proved_at.is_not(None).label("is_proved"),
        Person.operator_since.is_not(None).label("is_operator"),
        roles.correlate(Person).scalar_subquery().label("roles"),
        place_roles.correlate(Person).scalar_subquery().label("place_roles"),
    )


def _gathered(*columns: Any) -> ColumnElement[Any]:
    return func.jsonb_agg(func.jsonb_build_array(*columns), type_=JSONB)


def _actor(person_id: UUID, name: str, sign_in_id: UUID | None, held: Any) -> Actor:
    if held is None or not held.is_proved:
        return Actor(person_id, name, sign_in_id=sign_in_id)
    roles = held.roles or []
    return Actor(
        person_id,
        name,
        frozenset((UUID(organisation), Role(role)) for organisation, role, _ in roles),
        frozenset((UUID(place), PlaceRole(role)) for place, role in held.place_roles or []),
        sign_in_id,
        frozenset(Kind(kind) for _, _, kind in roles),
        held.is_operator,
        is_proved=True,
    )


def details_of(person_id: UUID) -> PersonDetails | None:
    """The personal row of somebody; None once it was erased."""
    return session.scalars(
        select(PersonDetails).where(PersonDetails.person_id == person_id)
    ).one_or_none()


def is_of_the_demonstration(details: PersonDetails | None) -> bool:
    """Whether this is a demonstration, and the person one of those it invents."""
    return details is not None and is_invented(details.email)


def is_invented(email: str) -> bool:
    """Whether this is a demonstration, and the address that of somebody it invents."""
    return clock.is_settable() and email.endswith(DEMONSTRATION)


def people_as(organisation_id: UUID, *roles: Role) -> list[UUID]:
    """Who holds one of these roles in an organisation now, once each."""
    return list(
        session.scalars(
            select(Membership.person_id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role.in_(roles),
                Membership.ended_at.is_(None),
            )
            .distinct()
            .order_by(Membership.person_id)
        )
    )


def names_of_people(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people by id, in one query; who was erased is not in it."""
    rows = session.execute(
        select(PersonDetails.person_id, PersonDetails.name).where(
            PersonDetails.person_id.in_(list(ids))
        )
    )
    return {row.person_id: row.name for row in rows}


def brokers() -> list[UUID]:
    """Everybody who is a broker of some place."""
    return list(
        session.scalars(
            select(PlaceMembership.person_id)
            .where(PlaceMembership.role == PlaceRole.BROKER)
            .distinct()
            .order_by(PlaceMembership.person_id)
        )
    )


def operators() -> list[UUID]:
    """Everybody who looks after this installation."""
    return list(
        session.scalars(
            select(Person.id).where(Person.operator_since.is_not(None)).order_by(Person.id)
        )
    )


def answered_for(organisations: Sequence[UUID], role: Role) -> set[UUID]:
    """Those of these organisations for which somebody holds a role now; owners hold it too."""
    return set(
        session.scalars(
            select(Membership.organisation_id).where(
                Membership.organisation_id.in_(organisations),
                Membership.role.in_([role, Role.OWNER]),
                Membership.ended_at.is_(None),
            )
        )
    )


def people_of(organisations: Sequence[UUID], role: Role) -> list[UUID]:
    """Those who hold a role in any of the organisations now; owners hold it too."""
    values = {"organisations": organisations, "roles": [role, Role.OWNER]}
    return list(session.scalars(_PEOPLE, values))


_PEOPLE = (
    select(Membership.person_id)
    .where(
        Membership.organisation_id.in_(bindparam("organisations", expanding=True)),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.ended_at.is_(None),
    )
    .distinct()
    .order_by(Membership.person_id)
)


def person_with(email: str) -> UUID | None:
    """Whose account has this e-mail address."""
    return session.scalar(
        select(PersonDetails.person_id).where(
            func.lower(PersonDetails.email) == address_sought(email)
        )
    )
