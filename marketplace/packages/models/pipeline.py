"""Which work is coming on a development, and which enterprises watch it?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row
from procurement.ground.money import Money


class ComingPackage(Row):
    """Work that will be wanted, before anybody is asked for a price."""

    __tablename__ = "coming_packages"
    __table_args__ = (
        Index(
            "ix_coming_packages_next",
            "development_id",
            "month",
            "id",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_coming_packages_soonest",
            "month",
            "id",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="", info={"personal": True})
    cpv: Mapped[str] = mapped_column(default="")
    value_from: Mapped[Money | None]
    value_to: Mapped[Money | None]
    month: Mapped[date]
    """The first day of the month in which it is expected to begin."""
    phase: Mapped[str] = mapped_column(default="")
    """The title of a phase, as it was called then."""
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class DevelopmentWatch(Row):
    """An enterprise whose people are told what comes on a development."""

    __tablename__ = "development_watches"
    __table_args__ = (
        UniqueConstraint("development_id", "organisation_id"),
        Index("ix_development_watches_organisation", "organisation_id", "id"),
        REMOVABLE,
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    since: Mapped[datetime]


def coming_on(development_id: UUID) -> Select[ComingPackage]:
    """What is coming on a development and was not withdrawn, whoever may read of it."""
    return select(ComingPackage).where(
        ComingPackage.development_id == development_id, ComingPackage.withdrawn_at.is_(None)
    )


def watches_of(actor: Actor) -> Select[DevelopmentWatch]:
    """What the enterprises watch for which the person writes bids."""
    return select(DevelopmentWatch).where(
        DevelopmentWatch.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )
