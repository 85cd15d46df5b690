"""Who has pledged how much to a development, by when, and who says so?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, Row
from marketplace.packages.models.developments import Development
from procurement.ground.money import Money


class Pledge(Row):
    """A promise to pay social enterprises for work on a development; never money that came."""

    __tablename__ = "pledges"
    __table_args__ = (
        Index("ix_pledges_development", "development_id", "id"),
        Index("ix_pledges_pledger", "pledger_id", "id"),
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    pledger_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    source: Mapped[str] = mapped_column(info={"personal": True})
    made_on: Mapped[date]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None]
    """When the pledger said that it is so; nobody else reads of it before."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="", info={"personal": True})


class PledgeStage(Row):
    """A part of a pledge with its day."""

    __tablename__ = "pledge_stages"
    __table_args__ = (UniqueConstraint("pledge_id", "number"), KEPT)

    pledge_id: Mapped[UUID] = mapped_column(ForeignKey("pledges.id"))
    number: Mapped[int]
    amount: Mapped[Money]
    by: Mapped[date]


def pledges_visible_to(actor: Actor) -> Select[Pledge]:
    """What the pledger has confirmed, for everybody; the rest for who buys for it or for the
    developer, and the broker, until it is withdrawn."""
    mine = actor.organisations_as(Role.BUYER)
    own = select(Development.id).where(Development.owner_id.in_(mine))
    waiting = or_(
        Pledge.pledger_id.in_(mine),
        Pledge.development_id.in_(own),
        *([Pledge.id.is_not(None)] if actor.is_broker else []),
    )
    return select(Pledge).where(
        or_(Pledge.confirmed_at.is_not(None), waiting & Pledge.withdrawn_at.is_(None))
    )
