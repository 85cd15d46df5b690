"""Which registered organisation stands in contracts for which group?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row, choice
from procurement.organisations.hosting import HostingState


class Hosting(Row):
    """A group has asked an organisation to be its host, which answers."""

    __tablename__ = "hostings"
    __table_args__ = (
        Index(
            "uq_hostings_standing",
            "group_id",
            unique=True,
            postgresql_where=text("state IN ('asked', 'agreed')"),
        ),
        Index("ix_hostings_host", "host_id", "id"),
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    host_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[HostingState] = mapped_column(choice(HostingState), default=HostingState.ASKED)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]


def hostings_visible_to(actor: Actor) -> Select[Hosting]:
    """Those of which the person owns one side."""
    mine = actor.organisations_as(Role.OWNER)
    return select(Hosting).where(or_(Hosting.group_id.in_(mine), Hosting.host_id.in_(mine)))
