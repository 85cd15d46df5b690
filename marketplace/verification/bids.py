"""Are the opened bids those that were submitted, and all of them?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from marketplace.bidding.models.bids import (
    Bid,
    BidAnswer,
    BidCommitment,
    BidCondition,
    BidFile,
    BidPrice,
    BidVersion,
)
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import Content
from marketplace.bidding.queries.bid_files import AttachedFile, bytes_of, every_file
from marketplace.bidding.queries.bids import receipts_opened, which
from marketplace.engine import db
from marketplace.gateways.keys import fingerprint
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.publications import checked_log
from procurement.bidding.bid import BidState
from procurement.bidding.merkle import merkle_root
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal


def receipts() -> Iterator[Compared]:
    """The root that stands on each opened tender, from the receipts of its bids."""
    opened = db.session.scalars(
        select(Tender).where(Tender.merkle_root.is_not(None)).order_by(Tender.id)
    ).all()
    for tender in opened:
        root = merkle_root(list(receipts_opened(tender.id).values())).hex()
        yield Compared(
            f"Root of the receipts of “{tender.title}”", root, tender.merkle_root or NOTHING
        )


def contents() -> Iterator[Compared]:
    """Each opened bid: its sealed bytes against the receipt, its rows against what was sealed.

    A bid whose words were erased after its last day has nothing left to compare.
    """
    rows = db.session.execute(
        select(Bid, BidVersion, Tender)
        .join(
            BidVersion,
            and_(BidVersion.bid_id == Bid.id, BidVersion.number == Bid.version),
            isouter=True,
        )
        .join(Tender, Tender.id == Bid.tender_id)
        .where(Bid.state == BidState.OPENED, Bid.emptied_on.is_(None))
        .order_by(Bid.id)
    ).all()
    kept = _Rows([row.Bid for row in rows])
    for bid, version, tender in rows:
        what = f"Bid {bid.id} for “{tender.title}”"
        try:
            content = _opened(bid, version, tender)
        except Refusal as no:
            yield Compared(f"{what}: what was sealed", "opens and fits its receipt", str(no))
            continue
        yield Compared(f"{what}: what was sealed", "opens", "opens")
        yield from same_keys(what, _said(content), kept.of(bid))
        for file in every_file(content.written.files):
            yield _bytes(f"{what}: file {file.kept}", file)


def _bytes(what: str, file: AttachedFile) -> Compared:
    """The bytes of a file that was sealed, as they are kept."""
    try:
        found = NOTHING if bytes_of(file) is None else file.sha256
    except Refusal as no:
        found = str(no)
    return Compared(what, file.sha256, found)


def _opened(bid: Bid, version: BidVersion | None, tender: Tender) -> Content:
    """What was sealed, as it was read at the opening. Refuses what is altered or missing."""
    if version is None or tender.closes_at is None:
        raise Refusal("There is no submission of this bid, or its tender has no deadline.")
    return sealed.opened_content(
        which(bid, version.number),
        version.sealed,
        version.sha256,
        log=checked_log(tender.id),
        now=tender.opened_at or tender.closes_at,
    )


def _said(content: Content) -> dict[str, Any]:
    """What was sealed, answers and methods as fingerprints: a report is no place for them."""
    written = content.written
    return {
        **{f"answer {key}": fingerprint(text) for key, text in written.answers.items()},
        **{
            f"price {key}": [price.net.pence, content.vat[key].pence]
            for key, price in written.prices.items()
        },
        **{
            f"promise {key}": [
                in_full(commitment.quantity),
                commitment.as_json().get("by_lot", {}),
                fingerprint(commitment.method),
            ]
            for key, commitment in written.commitments.items()
        },
        **{
            f"condition {key}": [
                str(said.met_by) if said.met_by else None,
                fingerprint(said.relied_on),
                fingerprint(said.how),
            ]
            for key, said in written.conditions.items()
        },
        **{
            f"file {file.kept} of {key}": [file.asked, fingerprint(file.name), file.sha256]
            for key, files in written.files.items()
            for file in files
        },
        "assurances": fingerprint(written.assurances_text),
        "for group": str(written.for_group.organisation_id) if written.for_group else None,
        "parties": sorted(
            [str(party.organisation_id), in_full(party.share)] for party in content.parties
        ),
    }


class _Rows:
    """The readable rows of opened bids, read in six queries."""

    def __init__(self, bids: list[Bid]) -> None:
        ids = [bid.id for bid in bids]
        self.parts: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for answer in db.session.scalars(select(BidAnswer).where(BidAnswer.bid_id.in_(ids))):
            self.parts[answer.bid_id][f"answer {answer.question_id}"] = fingerprint(answer.text)
        for price in db.session.scalars(select(BidPrice).where(BidPrice.bid_id.in_(ids))):
            sums = [price.price.pence, price.vat.pence]
            self.parts[price.bid_id][f"price {price.lot_id}"] = sums
        for commitment in db.session.scalars(
            select(BidCommitment).where(BidCommitment.bid_id.in_(ids))
        ):
            promised = [
                in_full(commitment.quantity),
                commitment.by_lot,
                fingerprint(commitment.method),
            ]
            self.parts[commitment.bid_id][f"promise {commitment.clause_id}"] = promised
        for met in db.session.scalars(select(BidCondition).where(BidCondition.bid_id.in_(ids))):
            self.parts[met.bid_id][f"condition {met.condition_id}"] = [
                str(met.met_by_id) if met.met_by_id else None,
                fingerprint(met.relied_on),
                fingerprint(met.how),
            ]
        for file in db.session.scalars(select(BidFile).where(BidFile.bid_id.in_(ids))):
            key = f"file {file.kept} of {file.question_id}"
            self.parts[file.bid_id][key] = [file.asked, fingerprint(file.name), file.sha256]
        self.members: dict[UUID, list[list[str]]] = defaultdict(list)
        for member in db.session.scalars(
            select(ConsortiumMember).where(
                ConsortiumMember.consortium_id.in_([bid.consortium_id for bid in bids]),
                ConsortiumMember.state == MemberState.ACCEPTED,
            )
        ):
            said = [str(member.organisation_id), in_full(member.share)]
            self.members[member.consortium_id].append(said)

    def of(self, bid: Bid) -> dict[str, Any]:
        parties = [[str(bid.organisation_id), "100"]]
        if bid.consortium_id is not None:
            parties = sorted(self.members[bid.consortium_id])
        group = str(bid.for_group_id) if bid.for_group_id else None
        return {
            **self.parts[bid.id],
            "assurances": fingerprint(bid.assurances),
            "for group": group,
            "parties": parties,
        }
