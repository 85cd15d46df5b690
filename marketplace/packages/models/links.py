"""Which tenders and contracts belong to a development?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Row


class DevelopmentLink(Row):
    """A tender or a contract of the developer or the main contractor, shown with a development; the
    contract of a package that belongs to it from the second signature on."""

    __tablename__ = "development_links"
    __table_args__ = (
        CheckConstraint("(tender_id IS NULL) <> (contract_id IS NULL)", name="one_thing"),
        Index("ix_development_links_development", "development_id", "id"),
        REMOVABLE,
    )

    development_id: Mapped[UUID] = mapped_column(ForeignKey("developments.id"))
    tender_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenders.id"), unique=True)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), unique=True)
    linked_at: Mapped[datetime]
