"""Which figures of law has an operator added to those that are shipped?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, Select, UniqueConstraint, false, select, true
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Row
from procurement.ground.figures import Figure, Mark


class AddedFigure(Row):
    """One figure, as somebody read it in its source."""

    __tablename__ = "added_figures"
    __table_args__ = (UniqueConstraint("in_table", "key", "since"), REMOVABLE)

    in_table: Mapped[str]
    key: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    """None: until the next one of its key begins."""
    value: Mapped[Decimal] = mapped_column(Numeric)
    source: Mapped[str]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime]

    @property
    def figure(self) -> Figure:
        """As the rules know it."""
        return Figure(self.key, self.since, self.until, self.value, Mark.READ, self.source)


def figures_visible_to(actor: Actor) -> Select[AddedFigure]:
    """Those that were added, for an operator to look after."""
    return select(AddedFigure).where(true() if actor.is_operator else false())
