"""Which buying processes of other bodies are known? A notice is not a tender."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import Row
from procurement.ground.money import Money


class Notice(Row):
    """One process of another body, as all releases known of it say when merged."""

    __tablename__ = "notices"

    ocid: Mapped[str] = mapped_column(unique=True)
    release_id: Mapped[str]
    released_at: Mapped[datetime]
    stage: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    value: Mapped[Money | None]
    currency: Mapped[str | None]
    cpv: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    delivery: Mapped[str] = mapped_column(default="")
    closes_at: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    lots: Mapped[list[Any]]
    """Each lot as published: id, title, description, value in pence where stated."""
    release: Mapped[dict[str, Any]]
    source: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(index=True)


class NoticeRelease(Row):
    """One release of a process as published elsewhere, people's details dropped.

    A publisher may say another thing under the same id and date: both are kept.
    """

    __tablename__ = "notice_releases"
    __table_args__ = (UniqueConstraint("ocid", "release_id", "released_at", "sha256"),)

    ocid: Mapped[str]
    release_id: Mapped[str]
    released_at: Mapped[datetime]
    sha256: Mapped[str]
    release: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]


def notices_visible_to(_: Actor) -> Select[Notice]:
    """All of them, for everybody: they were published."""
    return select(Notice)
