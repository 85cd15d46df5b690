"""Who bids together, who does what, and what share of the price is whose?"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Row, choice


class MemberState(StrEnum):
    """Where a member of a consortium stands; a changed agreement asks everyone again."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class Consortium(Row):
    """Organisations that bid together for one tender, led by one of them."""

    __tablename__ = "consortia"
    __table_args__ = (UniqueConstraint("tender_id", "lead_id"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), index=True)
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    why_together: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)


class ConsortiumMember(Row):
    """One member: its work, its share of the price in per cent, and its word."""

    __tablename__ = "consortium_members"
    __table_args__ = (UniqueConstraint("consortium_id", "organisation_id"),)

    consortium_id: Mapped[UUID] = mapped_column(ForeignKey("consortia.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[MemberState] = mapped_column(choice(MemberState), default=MemberState.INVITED)
    work: Mapped[str] = mapped_column(default="")
    share: Mapped[Decimal] = mapped_column(default=Decimal(0))
    answered_at: Mapped[datetime | None]
