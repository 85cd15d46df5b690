"""How is a contract to change, or was it changed, after both sides had signed it?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.contracts.change_proposal import ChangeState, PlannedWork
from procurement.contracts.permitted_change import PermittedGround
from procurement.ground.money import Money


class Change(Row):
    """A change of a signed contract that its buyer proposed. Of a contract, at most one is open."""

    __tablename__ = "contract_changes"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index(
            "uq_contract_changes_open",
            "contract_id",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    state: Mapped[ChangeState] = mapped_column(choice(ChangeState), default=ChangeState.PROPOSED)
    words: Mapped[str] = mapped_column(info={"personal": True})
    """What changes and why, as both sides sign it."""
    value_before: Mapped[Money]
    """Without VAT, as ``value_after``."""
    value_after: Mapped[Money]
    ends_before: Mapped[date]
    ends_after: Mapped[date]
    work: Mapped[list[Any]] = mapped_column(info={"personal": True})
    """All milestones that were planned, as they are to stand: each the JSON of ``PlannedWork``."""
    changes_scope: Mapped[bool | None]
    """Whether it changes the scope materially; None where the Act does not ask."""
    favours_supplier: Mapped[bool | None]
    ground: Mapped[PermittedGround | None] = mapped_column(choice(PermittedGround))
    """The ground of Schedule 8 on which the buyer relies."""
    ground_why: Mapped[str] = mapped_column(default="", info={"personal": True})
    made_with_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract_changes.id"))
    """The earlier change with which it could reasonably have been made as one (s75(4))."""
    grounds: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    """The grounds on which it was permitted, as judged when it was proposed."""
    needs_notice: Mapped[bool] = mapped_column(default=False)
    standstill_days: Mapped[int | None]
    """Working days that the buyer stands still of its own will (s76)."""
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("official_notices.id"))
    """The contract change notice (UK10) of it."""
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    buyer_signed_at: Mapped[datetime | None]
    buyer_signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    supplier_signed_at: Mapped[datetime | None]
    supplier_signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]
    """When it was declined or withdrawn."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    declined_because: Mapped[str] = mapped_column(default="", info={"personal": True})

    @property
    def planned(self) -> tuple[PlannedWork, ...]:
        return tuple(
            PlannedWork(
                UUID(row["milestone_id"]) if row["milestone_id"] else None,
                row["title"],
                date.fromisoformat(row["due_on"]),
                Money(row["pence"]),
                row["is_dropped"],
            )
            for row in self.work
        )

    @property
    def waits_for_notice(self) -> bool:
        """Whether nobody can sign before its notice is recorded."""
        wants_one = self.needs_notice or self.standstill_days is not None
        return wants_one and self.notice_id is None

    @property
    def in_force_at(self) -> datetime | None:
        """When the second side signed it; None before."""
        if self.buyer_signed_at is None or self.supplier_signed_at is None:
            return None
        return max(self.buyer_signed_at, self.supplier_signed_at)


def as_kept(work: tuple[PlannedWork, ...]) -> list[Any]:
    """The JSON of work as it is to stand."""
    return [
        {
            "milestone_id": str(row.milestone_id) if row.milestone_id else None,
            "title": row.title,
            "due_on": row.due_on.isoformat(),
            "pence": row.amount.pence,
            "is_dropped": row.is_dropped,
        }
        for row in work
    ]
