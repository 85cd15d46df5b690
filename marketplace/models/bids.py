"""What was offered? Sealed until the opening; only then do its parts stand here readable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace import sealed
from marketplace.access import Actor, Role
from marketplace.bid_content import Content, Part
from marketplace.db import Row, choice, session
from marketplace.models.consortia import (
    CURRENT,
    Consortium,
    ConsortiumMember,
    MemberState,
    current_members,
)
from marketplace.models.organisations import Organisation
from marketplace.models.people import Membership
from marketplace.models.tenders import Tender
from procurement.bid import BID, BidState
from procurement.merkle import inclusion_proof, merkle_root
from procurement.money import Money
from procurement.refusal import Refusal, refuse_if_any
from procurement.tender import after_closing

if TYPE_CHECKING:
    from marketplace.action import Act


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
    """The bids that the person writes: those of organisations they write bids for."""
    return select(Bid).where(Bid.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)))


def bids_visible_to(actor: Actor) -> Select[Bid]:
    """Those the person writes; and, once submitted, those of consortia that they have joined.

    Nobody else: neither buyer nor broker. What is opened is read in the evaluation.
    """
    own = actor.organisations_as(Role.BID_WRITER)
    joined = select(ConsortiumMember.consortium_id).where(
        ConsortiumMember.organisation_id.in_(own), ConsortiumMember.state == MemberState.ACCEPTED
    )
    return select(Bid).where(
        or_(
            Bid.organisation_id.in_(own),
            and_(Bid.version > 0, Bid.consortium_id.in_(joined)),
        )
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


def open_bids(act: "Act", tender: Tender) -> int:
    """Open every submitted bid of a tender at once, within an action that holds its row.

    The last version of each is decrypted; its answers, prices and commitments stand
    readable from now on, the agreement of a consortium as it was submitted; the root
    of all receipts goes onto the tender. The number opened. Refuses before the
    deadline; and where one bid cannot be opened says which, and opens none.
    """
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    members = _members_held(tender.id)
    bids = _bids_held(tender.id)
    contents = _opened(bids, tender.closes_at, act.now)
    for bid in bids:
        _write_out(bid, contents[bid.id], members)
    session.flush()
    tender.merkle_root = merkle_root(list(receipts_opened(tender.id).values())).hex()
    return len(bids)


def _members_held(tender_id: UUID) -> Mapping[UUID, list[ConsortiumMember]]:
    """The members of the tender's consortia, by the lead; rows held, before those of the bids."""
    found: dict[UUID, list[ConsortiumMember]] = {}
    for member, lead_id in session.execute(
        select(ConsortiumMember, Consortium.lead_id)
        .join(Consortium, Consortium.id == ConsortiumMember.consortium_id)
        .where(Consortium.tender_id == tender_id)
        .order_by(ConsortiumMember.id)
        .with_for_update(of=ConsortiumMember)
        .execution_options(populate_existing=True)
    ):
        found.setdefault(lead_id, []).append(member)
    return found


def _bids_held(tender_id: UUID) -> list[Bid]:
    """The submitted bids. Every bid's row is held first, so that one still arriving is waited for."""
    held = session.scalars(
        select(Bid)
        .where(Bid.tender_id == tender_id)
        .order_by(Bid.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return [bid for bid in held if bid.state is BidState.SUBMITTED]


def _opened(bids: Sequence[Bid], closes_at: datetime, now: datetime) -> dict[UUID, Content]:
    versions = {
        (row.bid_id, row.number): row
        for row in session.scalars(
            select(BidVersion).where(BidVersion.bid_id.in_([bid.id for bid in bids]))
        )
    }
    names = {
        who.id: who.name
        for who in session.scalars(
            select(Organisation).where(Organisation.id.in_([bid.organisation_id for bid in bids]))
        )
    }
    found, faults = {}, []
    for bid in bids:
        row = versions[(bid.id, bid.version)]
        try:
            found[bid.id] = sealed.opened_content(
                which(bid, row.number), row.sealed, row.sha256, closes_at=closes_at, now=now
            )
        except Refusal as no:
            name = names[bid.organisation_id]
            faults.append(Refusal(f"No bid was opened: that of {name} could not be read. {no}"))
    refuse_if_any(faults)
    return found


def _write_out(
    bid: Bid, content: Content, members: Mapping[UUID, Sequence[ConsortiumMember]]
) -> None:
    """Put an opened bid's parts into their tables, and the agreement as it was submitted."""
    bid.state = BID.after(bid.state, "open")
    written = content.written
    bid.declaration = written.declaration
    session.add_all(
        [
            *(
                BidAnswer(bid_id=bid.id, question_id=key, text=text)
                for key, text in written.answers.items()
            ),
            *(
                BidPrice(
                    bid_id=bid.id,
                    lot_id=key,
                    price=Money(price.pence),
                    vat=Money(content.vat_pence[key]),
                )
                for key, price in written.prices.items()
            ),
            *(
                BidCommitment(
                    bid_id=bid.id, clause_id=key, quantity=one.quantity, method=one.method
                )
                for key, one in written.commitments.items()
            ),
        ]
    )
    bid.consortium_id = None
    submitted = {part.organisation_id: part for part in content.parties}
    for member in members.get(bid.organisation_id, []):
        part = submitted.get(member.organisation_id) if content.is_joint else None
        if part is not None:
            bid.consortium_id = member.consortium_id
            member.state, member.work, member.share = MemberState.ACCEPTED, part.work, part.share
        elif member.state in CURRENT:
            member.state = MemberState.LEFT
