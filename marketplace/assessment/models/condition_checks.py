"""What was decided about a bid's conditions and those behind it, and whom may its bidder replace?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.bids import Bid, bids_written_by
from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from procurement.assessment.condition_check import CheckAbout, Finding
from procurement.assessment.replacement import ReplacementState


class ConditionCheck(Row):
    """One thing that the buyer decides about an opened bid; the last decision stands here."""

    __tablename__ = "condition_checks"
    __table_args__ = (
        UniqueConstraint(
            "bid_id", "about", "condition_id", "party_id", postgresql_nulls_not_distinct=True
        ),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    about: Mapped[CheckAbout] = mapped_column(choice(CheckAbout))
    condition_id: Mapped[UUID | None] = mapped_column(ForeignKey("conditions.id"))
    """The condition, or that for which somebody outside the bid is relied on."""
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    is_replaceable: Mapped[bool]
    """It is about somebody whom the bidder may replace before its bid is left out for them."""
    finding: Mapped[Finding | None] = mapped_column(choice(Finding))
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
    earlier: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"personal": True})
    """``decisions``: those before, each with its reason, who decided it and when."""
    disregard_id: Mapped[UUID | None] = mapped_column(ForeignKey("disregards.id"))
    """That the bid was set aside for this; of the last time, where several."""


class Replacement(Row):
    """A chance to replace somebody: what was asked, what the bidder answered, what became of it."""

    __tablename__ = "replacements"

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), index=True)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("condition_checks.id"), index=True)
    state: Mapped[ReplacementState] = mapped_column(
        choice(ReplacementState), default=ReplacementState.ASKED
    )
    title: Mapped[str] = mapped_column(info={"personal": True})
    whom: Mapped[str] = mapped_column(info={"personal": True})
    """What it is about, and who may be replaced, as the bidder was told."""
    words: Mapped[str] = mapped_column(info={"personal": True})
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    reply_by: Mapped[date]
    """The last day on which the bidder can answer before the buyer may end the chance."""
    replaces: Mapped[bool | None]
    """Whether the bidder replaces them; None before its answer."""
    who: Mapped[str] = mapped_column(default="", info={"personal": True})
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why the buyer decided as it did; the bidder reads it."""
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]


def replacements_put_to(actor: Actor) -> Select[Replacement]:
    """Those about bids that the person writes."""
    written = bids_written_by(actor).with_only_columns(Bid.id)
    return select(Replacement).where(Replacement.bid_id.in_(written))
