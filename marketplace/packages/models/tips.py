"""Which enterprise did a broker tell of which work?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import KEPT, Row


class WorkTip(Row):
    """An enterprise that a broker told of coming work, or of a package, that fits it: once of each."""

    __tablename__ = "work_tips"
    __table_args__ = (
        CheckConstraint("num_nonnulls(coming_package_id, package_id) = 1", name="one_work"),
        UniqueConstraint("coming_package_id", "organisation_id"),
        UniqueConstraint("package_id", "organisation_id"),
        KEPT,
    )

    coming_package_id: Mapped[UUID | None] = mapped_column(ForeignKey("coming_packages.id"))
    package_id: Mapped[UUID | None] = mapped_column(ForeignKey("packages.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    told_at: Mapped[datetime]
    told_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
