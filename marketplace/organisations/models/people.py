"""Who are the people, and for whom may they act?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import PlaceRole, Role
from marketplace.engine.db import REMOVABLE, Row, choice


class Person(Row):
    """A person as everything else refers to them: an id without a name."""

    __tablename__ = "persons"

    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    operator_since: Mapped[datetime | None]
    """Since when the person looks after this installation; none: does not."""


class PersonDetails(Row):
    """Everything personal in one erasable row."""

    __tablename__ = "person_details"
    __table_args__ = (
        Index("uq_person_details_email", text("lower(email)"), unique=True),
        REMOVABLE,
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), unique=True)
    name: Mapped[str] = mapped_column(info={"personal": True})
    email: Mapped[str] = mapped_column(info={"personal": True})
    email_proved_at: Mapped[datetime | None]
    """When a link sent to the address was followed; none: the person holds no role until then."""
    password_hash: Mapped[str] = mapped_column(info={"personal": True})


class SignIn(Row):
    """A session: listed to its person, and revocable. The cookie's token is kept as a hash."""

    __tablename__ = "sign_ins"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    device: Mapped[str] = mapped_column(info={"personal": True})
    began_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    factor_at: Mapped[datetime | None]
    """When a second factor was last used here, by the machine's own time."""


class PasswordReset(Row):
    """A link to choose a new password, good for an hour and for one use.

    One for an address that nobody has is of no person, and sent to nobody: so that
    asking costs the same.
    """

    __tablename__ = "password_resets"
    __table_args__ = REMOVABLE

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    token_hash: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Membership(Row):
    """A person's role in an organisation; one row a role."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PlaceMembership(Row):
    """A person's role in a place."""

    __tablename__ = "place_memberships"
    __table_args__ = (UniqueConstraint("person_id", "place_id", "role"), REMOVABLE)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), index=True)
    role: Mapped[PlaceRole] = mapped_column(choice(PlaceRole))
    since: Mapped[datetime]


class Invitation(Row):
    """A colleague asked to join an organisation."""

    __tablename__ = "invitations"
    __table_args__ = REMOVABLE

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    email: Mapped[str] = mapped_column(info={"personal": True})
    role: Mapped[Role] = mapped_column(choice(Role))
    token_hash: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
