"""What was offered? Sealed until the opening; only then do its parts stand here readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace import sealed
from marketplace.access import Actor, Role
from marketplace.bid_content import Content, Part
from marketplace.db import Row, choice, session
from marketplace.models.consortia import Consortium, ConsortiumMember, MemberState, current_members
from marketplace.models.organisations import Organisation
from marketplace.models.people import Membership
from marketplace.models.tenders import Tender, kept_sealed_from
from procurement.bidding.bid import BidState
from procurement.bidding.merkle import inclusion_proof, merkle_root
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState


class Bid(Row):
    """One bid of one organisation, alone or as the lead of a consortium."""

    __tablename__ = "bids"
    __table_args__ = (UniqueConstraint("tender_id", "organisation_id"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
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
    declaration: Mapped[str] = mapped_column(default="")
    """Of an opened bid: how it is kept apart from another bid that its organisation is part of."""
    revision: Mapped[int] = mapped_column(default=1)


class BidVersion(Row):
    """A submission as it arrived: encrypted to the tender's key, with its receipt."""

    __tablename__ = "bid_versions"
    __table_args__ = (UniqueConstraint("bid_id", "number"),)

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
    text: Mapped[str]


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
    method: Mapped[str]


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
    own = actor.organisations_as(Role.BID_WRITER)
    joined = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id.in_(own), ConsortiumMember.state == MemberState.ACCEPTED
    )
    return select(Bid).where(
        or_(
            Bid.organisation_id.in_(own),
            and_(Bid.version > 0, Bid.consortium_id.in_(joined)),
        ),
        Bid.tender_id.not_in(kept_sealed_from(actor)),
    )


def has_sealed_bid(organisation_id: UUID) -> bool:
    """Is the organisation part of a bid, begun or submitted, that is not opened yet?

    Then only its own people let others in: whoever a broker let in could read the bid.
    """
    joined = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id == organisation_id,
        ConsortiumMember.state == MemberState.ACCEPTED,
    )
    found = (
        select(Bid.id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            or_(Bid.organisation_id == organisation_id, Bid.consortium_id.in_(joined)),
            Tender.state == TenderState.PUBLISHED,
        )
        .limit(1)
    )
    return session.scalar(found) is not None


def is_party(content: Content, actor: Actor) -> bool:
    """Whether a person writes bids for one of those behind a submission: who joined later does not
    read what was offered before."""
    return any(
        part.organisation_id in actor.organisations_as(Role.BID_WRITER) for part in content.parties
    )


def bid_of(tender_id: UUID, organisation_id: UUID) -> Bid | None:
    """The bid of an organisation for a tender, alone or as a lead."""
    found: Bid | None = session.scalars(
        select(Bid).where(Bid.tender_id == tender_id, Bid.organisation_id == organisation_id)
    ).one_or_none()
    return found


def versions_of(bid: Bid) -> Sequence[BidVersion]:
    """Every submission, the newest first."""
    found: Sequence[BidVersion] = session.scalars(
        select(BidVersion).where(BidVersion.bid_id == bid.id).order_by(BidVersion.number.desc())
    ).all()
    return found


def which(bid: Bid, number: int) -> sealed.Which:
    return sealed.Which(bid.tender_id, bid.id, number)


def parties_of(bid: Bid) -> tuple[Part, ...]:
    """Who bids as it stands now: the organisation alone, or the lead first of its consortium."""
    if bid.consortium_id is None:
        who = session.get_one(Organisation, bid.organisation_id)
        return (Part(who.id, who.name, Decimal(100), "", bool(who.vat_number)),)
    consortium = session.get_one(Consortium, bid.consortium_id)
    return tuple(
        Part(
            who.id,
            who.name,
            member.share,
            member.work,
            bool(who.vat_number),
            member.state is MemberState.ACCEPTED,
        )
        for member, who in current_members(consortium)
    )


def bid_writers_of(organisation_ids: Sequence[UUID]) -> Sequence[UUID]:
    """The people to tell about a bid of these organisations: their bid writers and owners."""
    found: Sequence[UUID] = session.scalars(
        select(Membership.person_id)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            Membership.role.in_([Role.BID_WRITER, Role.OWNER]),
            Membership.ended_at.is_(None),
        )
        .distinct()
        .order_by(Membership.person_id)
    ).all()
    return found


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a receipt was counted at the opening: the way from its leaf to the published root."""

    leaf: bytes
    index: int
    size: int
    proof: list[str]
    root: str


def inclusion_of(bid: Bid) -> Inclusion | None:
    """The proof for an opened bid's receipt; None for any other bid."""
    leaves = receipts_opened(bid.tender_id)
    if bid.id not in leaves:
        return None
    index, every = list(leaves).index(bid.id), list(leaves.values())
    proof = [step.hex() for step in inclusion_proof(every, index)]
    return Inclusion(every[index], index, len(every), proof, merkle_root(every).hex())


def receipts_opened(tender_id: UUID) -> dict[UUID, bytes]:
    """The leaf of each opened bid's receipt, in the order of the bids' ids."""
    rows = session.execute(
        select(BidVersion)
        .join(Bid, and_(Bid.id == BidVersion.bid_id, Bid.version == BidVersion.number))
        .where(Bid.tender_id == tender_id, Bid.state == BidState.OPENED)
        .order_by(Bid.id)
    ).scalars()
    return {
        row.bid_id: sealed.leaf(
            sealed.Which(tender_id, row.bid_id, row.number), row.received_at, row.sha256
        )
        for row in rows
    }
