"""What is being built, by whom, where, and in which phases?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row, choice
from procurement.packages.development import DevelopmentKind


class Development(Row):
    """A hospital, a quarter, a reservoir: a thing of its own that work, promises and money belong to."""

    __tablename__ = "developments"
    __table_args__ = (
        Index("ix_developments_published", "published_at", "id"),
        Index("ix_developments_owner", "owner_id", "begun_at", "id"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    contractor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """The main contractor, where it is an organisation here."""
    contractor_name: Mapped[str] = mapped_column(default="")
    """The main contractor, where it is not."""
    name: Mapped[str]
    kind: Mapped[DevelopmentKind] = mapped_column(choice(DevelopmentKind))
    about: Mapped[str] = mapped_column(default="", info={"personal": True})
    postcode: Mapped[str]
    ward_code: Mapped[str | None] = mapped_column(index=True)
    """Empty outside the known postcodes, as the next two: "not known"."""
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    begun_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    """Until then only those who buy for its owner see it."""
    revision: Mapped[int] = mapped_column(default=1)


class DevelopmentPhase(Row):
    """A part of a development with days of its own."""

    __tablename__ = "development_phases"
    __table_args__ = (UniqueConstraint("development_id", "number"), REMOVABLE)

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    number: Mapped[int]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


def developments_visible_to(actor: Actor) -> Select[Development]:
    """What is published, for everybody; the rest for those who buy for its owner or contractor."""
    own = actor.organisations_as(Role.BUYER)
    return select(Development).where(
        or_(
            Development.published_at.is_not(None),
            Development.owner_id.in_(own),
            Development.contractor_id.in_(own),
        )
    )
