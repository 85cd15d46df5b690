"""Which years of bank holidays has an operator added to those that are shipped?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, DATE, ForeignKey, Select, UniqueConstraint, false, select, true
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Row
from procurement.ground.holidays import PARTS


class AddedHolidays(Row):
    """Every bank holiday of a year in one part of the UK, as somebody read them in their source."""

    __tablename__ = "added_holidays"
    __table_args__ = (UniqueConstraint("part", "year"), REMOVABLE)

    part: Mapped[str]
    year: Mapped[int]
    days: Mapped[list[date]] = mapped_column(ARRAY(DATE))
    source: Mapped[str]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """What the year is called."""
        return f"{PARTS[self.part]}, {self.year}"


def holidays_visible_to(actor: Actor) -> Select[AddedHolidays]:
    """Those that were added, for an operator to look after."""
    return select(AddedHolidays).where(true() if actor.is_operator else false())
