"""Which bid won which lot, and what were the bidders told?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import joined_by
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import REMOVABLE, Row, choice
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import AwardState


class Award(Row):
    """One lot to one bid: decided, summaries sent, standstill, signed. Until anybody is told it can be
    taken back, and then is no more."""

    __tablename__ = "awards"
    __table_args__ = (REMOVABLE,)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), unique=True)
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), index=True)
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=AwardState.DECIDED)
    reason: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]
    summaries_sent_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    standstill_days: Mapped[int | None]
    """The working days of a standstill that the buyer chose where the law asks for none."""
    standstill_ends_on: Mapped[date | None]
    claim_notified_on: Mapped[date | None]
    """When the buyer was notified of the last claim that suspended the signature (s101)."""
    claim_about: Mapped[str | None]
    claim_ended_on: Mapped[date | None]
    claim_ended_because: Mapped[str | None]


class AssessmentSummary(Row):
    """What one bidder is told about one lot (Procurement Act 2023, s50; reg 31)."""

    __tablename__ = "assessment_summaries"
    __table_args__ = (UniqueConstraint("award_id", "bid_id"),)

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), index=True)
    content: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]


def awards_bought_by(actor: Actor) -> Select[Award]:
    """The awards of the organisations that a person buys for."""
    return (
        select(Award)
        .join(Tender, Tender.id == Award.tender_id)
        .where(Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)))
    )


def summaries_visible_to(actor: Actor) -> Select[AssessmentSummary]:
    """Those of bids that the person's organisations are behind, and those the person's buyer sent."""
    return (
        select(AssessmentSummary)
        .join(Bid, Bid.id == AssessmentSummary.bid_id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            or_(
                Bid.organisation_id.in_(actor.organisations),
                Bid.consortium_id.in_(joined_by(actor.organisations)),
                Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)),
            )
        )
    )
