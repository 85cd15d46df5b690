"""Which organisations fit a search, and what are they called?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    Select,
    func,
    select,
)

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.directory import (
    counted_on,
    is_here,
    organisations_visible_to,
)
from marketplace.organisations.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    Verification,
)
from marketplace.organisations.queries.whereabouts import Whereabouts, inside


def is_counted(organisation_id: UUID, on: date) -> bool:
    """Whether an organisation is a verified social enterprise on that day."""
    wanted = select(Organisation.id).where(Organisation.id == organisation_id, counted_on(on))
    return db.session.scalar(wanted) is not None


def counted_among(ids: Iterable[UUID], on: date) -> set[UUID]:
    """Which of these organisations are verified social enterprises on that day: one query."""
    wanted = select(Organisation.id).where(Organisation.id.in_(list(ids)), counted_on(on))
    return set(db.session.scalars(wanted))


def counted_enterprises(actor: Actor, today: date) -> Select[Organisation]:
    """The verified social enterprises that are here, by name."""
    here = organisations_visible_to(actor, today).where(is_here(), counted_on(today))
    return here.order_by(func.lower(Organisation.name), Organisation.id)


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What everybody reads of an organisation beside its own row: no personal data stands in it."""

    identifiers: Sequence[OrganisationIdentifier]
    where: Whereabouts
    is_counted: bool
    verifications: Sequence[Verification]


def public_record(organisation_id: UUID, today: date) -> PublicRecord:
    """Four queries; the newest verification first."""
    return PublicRecord(
        identifiers_of(organisation_id),
        inside(organisation_id, today),
        is_counted(organisation_id, today),
        db.session.scalars(
            select(Verification)
            .where(Verification.organisation_id == organisation_id)
            .order_by(Verification.id.desc())
        ).all(),
    )


def organisation_seen_by(actor: Actor, today: date, organisation_id: UUID) -> Select[Organisation]:
    """One organisation, where this person may read of it."""
    return organisations_visible_to(actor, today).where(Organisation.id == organisation_id)


def own_organisation(actor: Actor, organisation_id: UUID) -> Select[Organisation]:
    """One organisation, where the person belongs to it in whatever role."""
    return organisation_by_id(organisation_id).where(Organisation.id.in_(actor.organisations))


def organisation_by_id(organisation_id: UUID) -> Select[Organisation]:
    """An organisation, whoever asks: for pages that a right guards."""
    return select(Organisation).where(Organisation.id == organisation_id)


def verification_by_id(verification_id: UUID) -> Select[Verification]:
    """A verification, whoever asks: it is read by who may read of its organisation."""
    return select(Verification).where(Verification.id == verification_id)


def organisation_named_by(organisation_id: UUID) -> Organisation:
    """The organisation that another row names, so that it is there."""
    return db.session.get_one(Organisation, organisation_id)


def organisations_as(actor: Actor, role: Role) -> list[Organisation]:
    """The organisations in which the person holds a role, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(actor.organisations_as(role)))
            .order_by(Organisation.name)
        )
    )


def is_known_to(actor: Actor, organisation_id: UUID, today: date) -> bool:
    """Whether the page of an organisation is there for somebody: one query."""
    seen = organisations_visible_to(actor, today).where(Organisation.id == organisation_id)
    return bool(db.session.scalar(select(seen.exists())))


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of these organisations, by id, in one query."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(ids)))
    )
    return {row.id: row.name for row in rows}


def identifiers_of(organisation_id: UUID) -> list[OrganisationIdentifier]:
    """Every identifier of an organisation, by register."""
    return list(
        db.session.scalars(
            select(OrganisationIdentifier)
            .where(OrganisationIdentifier.organisation_id == organisation_id)
            .order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
        )
    )
