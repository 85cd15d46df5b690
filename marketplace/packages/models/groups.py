"""Who works together on a development, when did they meet, what did they decide and agree?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row
from marketplace.organisations.models.documents import Document, Visibility, are_own, readers
from marketplace.packages.models.developments import Development

SUBJECT = "development"
"""What documents of a development are about."""


class GroupMember(Row):
    """An organisation in the working group of a development, here or not, and what it does there."""

    __tablename__ = "group_members"
    __table_args__ = (
        Index("ix_group_members_development", "development_id", "id"),
        Index("ix_group_members_organisation", "organisation_id", "development_id"),
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Where it is here: its people read what the group reads."""
    name: Mapped[str] = mapped_column(info={"personal": True})
    role: Mapped[str] = mapped_column(default="", info={"personal": True})
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class GroupMeeting(Row):
    """One meeting; its notes are for the group."""

    __tablename__ = "group_meetings"
    __table_args__ = (Index("ix_group_meetings_held", "development_id", "held_on", "id"),)

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    held_on: Mapped[date]
    notes: Mapped[str] = mapped_column(default="", info={"personal": True})
    noted_at: Mapped[datetime]


class GroupDecision(Row):
    """What a meeting has decided; everybody reads it where it is marked so."""

    __tablename__ = "group_decisions"
    __table_args__ = (
        Index(
            "ix_group_decisions_public",
            "development_id",
            "id",
            postgresql_where=text("is_public"),
        ),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("group_meetings.id"), index=True)
    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    text: Mapped[str] = mapped_column(info={"personal": True})
    is_public: Mapped[bool]
    decided_on: Mapped[date]


class GroupAction(Row):
    """What a member has taken on, and until when."""

    __tablename__ = "group_actions"
    __table_args__ = (
        Index(
            "ix_group_actions_open",
            "development_id",
            "due_on",
            "id",
            postgresql_where=text("done_on IS NULL"),
        ),
        Index(
            "ix_group_actions_waiting",
            "organisation_id",
            "due_on",
            postgresql_where=text("done_on IS NULL"),
        ),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("group_meetings.id"), index=True)
    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("group_members.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """That of the member, where it is here: it waits in the work of its people."""
    what: Mapped[str] = mapped_column(info={"personal": True})
    due_on: Mapped[date]
    done_on: Mapped[date | None]


def grouped_with(actor: Actor) -> Select[UUID]:
    """The ids of the developments in whose working group the person is: for the developer, the main
    contractor, or, once it is published, another member that is here."""
    own = actor.organisations_as(Role.BUYER)
    member = (
        select(GroupMember.id)
        .where(
            GroupMember.development_id == Development.id,
            GroupMember.organisation_id.in_(actor.organisations),
            GroupMember.ended_at.is_(None),
        )
        .exists()
    )
    return select(Development.id).where(
        or_(
            Development.owner_id.in_(own),
            Development.contractor_id.in_(own),
            Development.published_at.is_not(None) & member,
        )
    )


@readers(SUBJECT)
def _readers(actor: Actor) -> ColumnElement[bool]:
    """Everybody reads what is public of a published development; the group reads the rest."""
    published = select(Development.id).where(Development.published_at.is_not(None))
    public = Document.visibility == Visibility.PUBLIC
    return (
        are_own(actor)
        | (public & Document.subject_id.in_(published))
        | Document.subject_id.in_(grouped_with(actor))
    )
