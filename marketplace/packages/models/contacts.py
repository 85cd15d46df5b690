"""Whom does one speak to at an organisation or about a development, and what was said?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from procurement.packages.contact import ContactKind


class Contact(Row):
    """Somebody to speak to: a person here, or one known by name and ways to be reached."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_organisation", "organisation_id", "id"),
        Index("ix_contacts_development", "development_id", "id"),
        Index("ix_contacts_person", "person_id"),
        Index("ix_contacts_email", text("lower(email)")),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    development_id: Mapped[UUID | None] = mapped_column(ForeignKey("developments.id"))
    """Empty for all that the organisation does."""
    kind: Mapped[ContactKind] = mapped_column(choice(ContactKind))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """A person here, whose name and address are their own."""
    name: Mapped[str] = mapped_column(default="", info={"personal": True})
    email: Mapped[str] = mapped_column(default="", info={"personal": True})
    telephone: Mapped[str] = mapped_column(default="", info={"personal": True})
    named_at: Mapped[datetime]
    named_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who named a broker as bridging contact; they are told if that broker declines."""
    ended_at: Mapped[datetime | None]


class Conversation(Row):
    """What was asked of a contact and said, when it was answered, and what comes next."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_contact", "contact_id", "asked_on"),
        Index("ix_conversations_logger", "logged_by", "id"),
        Index("ix_conversations_logged_for", "logged_for", "id"),
        Index(
            "ix_conversations_still",
            "moved_on",
            "id",
            postgresql_where=text("closed_on IS NULL"),
        ),
        Index(
            "ix_conversations_next",
            "next_on",
            "id",
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    with_whom: Mapped[str] = mapped_column(default="", info={"personal": True})
    said: Mapped[str] = mapped_column(info={"personal": True})
    asked_on: Mapped[date]
    answered_on: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(default="", info={"personal": True})
    next_on: Mapped[date | None]
    moved_on: Mapped[date]
    """When something was last noted of it."""
    closed_on: Mapped[date | None]
    logged_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    logged_for: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """For whom it was held; empty where a broker held it."""
    logged_at: Mapped[datetime]


def contacts_now() -> Select[Contact]:
    """Those who are contacts still."""
    return select(Contact).where(Contact.ended_at.is_(None))


def conversations_visible_to(actor: Actor) -> Select[Conversation]:
    """What was logged for an organisation, for its people; every broker reads all that brokers
    logged. Who leaves an organisation reads of it no more, not even what they logged."""
    return select(Conversation).where(or_(*_ways(actor)))


def conversation_ids_visible_to(actor: Actor) -> tuple[Select[UUID], ...]:
    """The ids of the same, by each way."""
    return tuple(select(Conversation.id).where(way) for way in _ways(actor))


def _ways(actor: Actor) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [Conversation.logged_for.in_(actor.organisations)]
    return [*ways, Conversation.logged_for.is_(None)] if actor.is_broker else ways
