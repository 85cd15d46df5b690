"""Which notices of a procurement were published on the central platform, and what did they say?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import KEPT, Row


class OfficialNotice(Row):
    """A notice of the Act (UK1 to UK12) as it stood here when its publication was recorded."""

    __tablename__ = "official_notices"
    __table_args__ = (
        UniqueConstraint("tender_id", "number"),
        Index("ix_official_notices_tender", "tender_id", "published_at", "id"),
        KEPT,
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    contract_id: Mapped[UUID | None]
    """The contract it is about; None where it is about the procurement."""
    code: Mapped[str]
    number: Mapped[str]
    """Its number on the central digital platform."""
    published_at: Mapped[datetime]
    """When it was published there: before anything of it stands here for everybody."""
    lines: Mapped[list[Any]]
    """What it said, line by line: key, label and sentences."""
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]


def official_notices_visible_to(_: Actor) -> Select[OfficialNotice]:
    """All of them, for everybody: each was published elsewhere first."""
    return select(OfficialNotice)
