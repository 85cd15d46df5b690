"""What can an enterprise do, how much at a time, and what does it hold until when?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row, choice
from procurement.ground.money import Money
from procurement.organisations.holding import HoldingKind


class Profile(Row):
    """How much an enterprise can do at a time, and how far from its address; empty: not said."""

    __tablename__ = "profiles"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    largest_contract: Mapped[Money | None]
    """Excluding VAT."""
    people: Mapped[int | None]
    """Who can be at work at once."""
    miles: Mapped[int | None]
    """From the address it trades from."""
    themes: Mapped[list[Any]]
    """Those of ``Theme`` that it works in."""
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    """That of its capabilities too."""


class Capability(Row):
    """Something an enterprise can do, in plain words, by a CPV code, or by both."""

    __tablename__ = "capabilities"
    __table_args__ = (UniqueConstraint("organisation_id", "number"), REMOVABLE)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(info={"personal": True})
    cpv: Mapped[str]
    """Eight digits, or empty."""


class Holding(Row):
    """An insurance, an accreditation or a registration, with its last day."""

    __tablename__ = "holdings"
    __table_args__ = (
        Index("ix_holdings_organisation", "organisation_id", "expires_on"),
        REMOVABLE,
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[HoldingKind] = mapped_column(choice(HoldingKind))
    name: Mapped[str] = mapped_column(info={"personal": True})
    """What it is called, or who gives it; may be empty where its kind says enough."""
    amount: Mapped[Money | None]
    """What an insurance covers."""
    expires_on: Mapped[date | None]
    """The last day on which it is good; empty for what has no end."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    """The certificate, as the organisation keeps it."""
    added_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)


def holdings_kept_by(actor: Actor) -> Select[Holding]:
    """What the organisations hold whose profile a person keeps."""
    return select(Holding).where(
        Holding.organisation_id.in_(actor.organisations_as(Role.BID_WRITER))
    )
