"""Who is behind a bid, what was submitted, and was its receipt counted?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from marketplace.bidding.models.bids import Bid, BidVersion, bids_visible_to, bids_written_by
from marketplace.bidding.models.consortia import Consortium, joined_by
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import BidParty
from marketplace.bidding.queries.bid_files import Attached, AttachedFile, file_kept_as
from marketplace.bidding.queries.consortia import SUPPLIERS, current_members, declared_by, stands_by
from marketplace.engine import trail
from marketplace.engine.access import Actor, Role
from marketplace.engine.audit import AuditRecord
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.bid import BidState
from procurement.bidding.merkle import inclusion_proof, merkle_root
from procurement.tendering.tender import TenderState


def has_sealed_bid(organisation_id: UUID) -> bool:
    """Is the organisation part of a bid, begun or submitted, that is not opened yet?

    Then only its own people let others in: whoever a broker let in could read the bid.
    """
    joined = joined_by([organisation_id])
    sealed_bid = (
        select(Bid.id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            or_(Bid.organisation_id == organisation_id, Bid.consortium_id.in_(joined)),
            Tender.state == TenderState.PUBLISHED,
        )
        .limit(1)
    )
    return session.scalar(sealed_bid) is not None


def reads_version(actor: Actor, bid: Bid, row: BidVersion) -> bool:
    """Whether a person writes bids for one of those behind a submission: who joined later does not
    read what was offered before."""
    parties = sealed.own_content(which(bid, row.number), row.sealed).parties
    return any(part.organisation_id in actor.organisations_as(Role.BID_WRITER) for part in parties)


def file_read_by(actor: Actor, bid: Bid, kept: str) -> AttachedFile | None:
    """A file of a bid: in its draft for whoever writes it, in a submission for whoever reads that."""
    among: list[Attached] = []
    if actor.has(bid.organisation_id, Role.BID_WRITER):
        among.append(sealed.read_draft(bid.id, bid.draft).files)
    among += [
        sealed.own_content(which(bid, row.number), row.sealed).written.files
        for row in versions_of(bid)
        if reads_version(actor, bid, row)
    ]
    return file_kept_as(kept, among)


def own_bidders(actor: Actor, tender: Tender) -> Sequence[Organisation]:
    """The organisations for which a person could bid, by name: those that supply, and never the
    tender's own buyer."""
    ids = actor.organisations_as(Role.BID_WRITER) - {tender.buyer_id}
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids), Organisation.kind.in_(SUPPLIERS))
        .order_by(Organisation.name)
    ).all()


def begun_bids(actor: Actor, tender: Tender) -> dict[UUID, Bid]:
    """The bids that a person writes for a tender, by their organisation."""
    rows = session.scalars(bids_written_by(actor).where(Bid.tender_id == tender.id))
    return {bid.organisation_id: bid for bid in rows}


def bid_of(tender_id: UUID, organisation_id: UUID) -> Bid | None:
    """The bid of an organisation for a tender, alone or as a lead."""
    return session.scalars(
        select(Bid).where(Bid.tender_id == tender_id, Bid.organisation_id == organisation_id)
    ).one_or_none()


def own_bids_for(actor: Actor, tender_id: UUID) -> list[tuple[UUID, str]]:
    """The bids for a tender this person may read, with the name of who leads each."""
    rows = session.execute(
        bids_visible_to(actor)
        .where(Bid.tender_id == tender_id)
        .join(Organisation, Organisation.id == Bid.organisation_id)
        .with_only_columns(Bid.id, Organisation.name)
        .order_by(Organisation.name)
    )
    return [(row[0], row[1]) for row in rows]


def versions_of(bid: Bid) -> Sequence[BidVersion]:
    """Every submission, the newest first."""
    return session.scalars(
        select(BidVersion).where(BidVersion.bid_id == bid.id).order_by(BidVersion.number.desc())
    ).all()


def version_of(bid_id: UUID, number: int) -> Select[BidVersion]:
    """One submission, by its number."""
    return select(BidVersion).where(BidVersion.bid_id == bid_id, BidVersion.number == number)


def mark_of_version(bid_id: UUID, number: int) -> str | None:
    """The mark of the act by which a version was submitted; None for one from before marks."""
    return trail.mark_where(
        AuditRecord.subject_id == bid_id,
        AuditRecord.verb == "bid.submit",
        AuditRecord.after["version"].as_integer() == number,
    )


def which(bid: Bid, number: int) -> sealed.Which:
    return sealed.Which(bid.tender_id, bid.id, number)


def parties_of(bid: Bid) -> tuple[BidParty, ...]:
    """Who bids as it stands now: the organisation alone, or the lead first of its consortium."""
    if bid.consortium_id is None:
        who = session.get_one(Organisation, bid.organisation_id)
        return (BidParty(who.id, who.name, Decimal(100), "", bool(who.vat_number)),)
    consortium = session.get_one(Consortium, bid.consortium_id)
    return tuple(
        BidParty(
            who.id,
            who.name,
            member.share,
            member.work,
            bool(who.vat_number),
            stands_by(member, consortium.lead_id),
            declared_by(member),
        )
        for member, who in current_members(consortium)
    )


def bid_writers_of(organisation_ids: Sequence[UUID]) -> Sequence[UUID]:
    """The people to tell about a bid of these organisations: their bid writers and owners."""
    return session.scalars(
        select(Membership.person_id)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            Membership.role.in_([Role.BID_WRITER, Role.OWNER]),
            Membership.ended_at.is_(None),
        )
        .distinct()
        .order_by(Membership.person_id)
    ).all()


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
