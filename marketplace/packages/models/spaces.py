"""Which spaces does a development give to the people around it?"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Row


class DevelopmentSpace(Row):
    """A community or meanwhile space."""

    __tablename__ = "development_spaces"
    __table_args__ = (
        Index("ix_development_spaces_development", "development_id", "starts_on", "id"),
        REMOVABLE,
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    what: Mapped[str] = mapped_column(info={"personal": True})
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    square_metres: Mapped[int | None]
    used_by: Mapped[str] = mapped_column(default="", info={"personal": True})


def spaces_of(development_id: UUID) -> Select[DevelopmentSpace]:
    """The spaces of one development, whoever may read of it."""
    return select(DevelopmentSpace).where(DevelopmentSpace.development_id == development_id)
