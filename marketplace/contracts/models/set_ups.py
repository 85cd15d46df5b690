"""Since when can a buyer pay a supplier out of its own finance system?"""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row


class SetUp(Row):
    """A supplier as its buyer’s own finance system knows it: said once for all their contracts."""

    __tablename__ = "set_ups"
    __table_args__ = (UniqueConstraint("buyer_id", "supplier_id"),)

    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    since: Mapped[date]
