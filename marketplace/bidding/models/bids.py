"""What was offered? Sealed until the opening; only then do its parts stand here readable."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.consortia import joined_by
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import KEPT, Row, choice
from marketplace.tendering.models.tenders import kept_sealed_from
from procurement.bidding.bid import BidState
from procurement.ground.money import Money


class Bid(Row):
    """One bid of one organisation, alone or as the lead of a consortium."""

    __tablename__ = "bids"
    __table_args__ = (
        UniqueConstraint("tender_id", "organisation_id"),
        Index("ix_bids_organisation", "organisation_id", "id"),
        Index("ix_bids_consortium", "consortium_id", "id"),
        Index(
            "ix_bids_group",
            "for_group_id",
            postgresql_where=text("for_group_id IS NOT NULL"),
        ),
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    consortium_id: Mapped[UUID | None] = mapped_column(ForeignKey("consortia.id"))
    state: Mapped[BidState] = mapped_column(choice(BidState), default=BidState.DRAFT)
    draft: Mapped[bytes | None] = mapped_column(info={"sealed": True})
    """The working copy, encrypted under the bidder's own key."""
    version: Mapped[int] = mapped_column(default=0)
    """The version that counts: the last one submitted; 0 before."""
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    keep_until: Mapped[date | None]
    emptied_on: Mapped[date | None]
    """When its words were erased, after the last day on which they had to be kept."""
    for_group_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Of an opened bid: the group that its organisation hosts, and bids for."""
    declaration: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Of an opened bid: how it is kept apart from another bid that its organisation is part of."""
    assurances: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Of an opened bid: what it assures the buyer of, as the JSON that was sealed."""
    revision: Mapped[int] = mapped_column(default=1)


class BidVersion(Row):
    """A submission as it arrived: encrypted to the tender's key, with its receipt."""

    __tablename__ = "bid_versions"
    __table_args__ = (UniqueConstraint("bid_id", "number"), KEPT)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    number: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(info={"sealed": True})
    sha256: Mapped[str]
    received_at: Mapped[datetime]
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class BidAnswer(Row):
    """An opened bid's answer to one question."""

    __tablename__ = "bid_answers"
    __table_args__ = (UniqueConstraint("bid_id", "question_id"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    text: Mapped[str] = mapped_column(info={"personal": True})


class BidPrice(Row):
    """An opened bid's price for one lot, excluding VAT, with the VAT beside it."""

    __tablename__ = "bid_prices"
    __table_args__ = (UniqueConstraint("bid_id", "lot_id"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    price: Mapped[Money]
    vat: Mapped[Money]


class BidCommitment(Row):
    """An opened bid's promise against one social-benefit clause."""

    __tablename__ = "bid_commitments"
    __table_args__ = (UniqueConstraint("bid_id", "clause_id"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    clause_id: Mapped[UUID] = mapped_column(ForeignKey("clauses.id"))
    quantity: Mapped[Decimal]
    by_lot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How much of it for each lot, by the lot's id; empty: for the bid as a whole."""
    method: Mapped[str] = mapped_column(info={"personal": True})


class BidCondition(Row):
    """How an opened bid says that it meets one condition of participation."""

    __tablename__ = "bid_conditions"
    __table_args__ = (UniqueConstraint("bid_id", "condition_id"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    condition_id: Mapped[UUID] = mapped_column(ForeignKey("conditions.id"))
    met_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Who of the bid meets it; None where somebody outside it is relied on (s26)."""
    relied_on: Mapped[str] = mapped_column(info={"personal": True})
    """That person, with their organisation."""
    how: Mapped[str] = mapped_column(info={"personal": True})


class BidFile(Row):
    """A file that was attached to an answer of an opened bid, with the key to its bytes."""

    __tablename__ = "bid_files"
    __table_args__ = (UniqueConstraint("bid_id", "kept"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    asked: Mapped[int]
    """Which of the documents that the question asks for, from 0."""
    name: Mapped[str] = mapped_column(info={"personal": True})
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    kept: Mapped[str]
    """Under which name its encrypted bytes are kept."""
    key: Mapped[str] = mapped_column(info={"sealed": True})


def bids_written_by(actor: Actor) -> Select[Bid]:
    """The bids that the person writes: those of organisations they write bids for, unless they
    buy or assess for the tender's buyer."""
    return select(Bid).where(
        Bid.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)),
        Bid.tender_id.not_in(kept_sealed_from(actor)),
    )


def bids_visible_to(actor: Actor) -> Select[Bid]:
    """Those the person writes; and, once submitted, those of consortia that they have joined.

    Nobody else: neither buyer nor broker, nor a buyer who belongs to the bidder as well. What is
    opened is read in the evaluation.
    """
    return select(Bid).where(or_(*_part_in(actor)), Bid.tender_id.not_in(kept_sealed_from(actor)))


def bid_ids_visible_to(actor: Actor) -> tuple[Select[UUID], ...]:
    """The ids of the same: of those the person writes, and of those of consortia."""
    is_open = Bid.tender_id.not_in(kept_sealed_from(actor))
    return tuple(select(Bid.id).where(part, is_open) for part in _part_in(actor))


def _part_in(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    own = actor.organisations_as(Role.BID_WRITER)
    return (
        Bid.organisation_id.in_(own),
        and_(Bid.version > 0, Bid.consortium_id.in_(joined_by(own))),
    )
