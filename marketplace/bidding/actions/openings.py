"""What happens at the opening? Every submitted bid of a tender is read at once, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.bids import (
    Bid,
    BidAnswer,
    BidCommitment,
    BidCondition,
    BidFile,
    BidPrice,
    BidVersion,
)
from marketplace.bidding.models.consortia import CURRENT, MEMBER, Consortium, ConsortiumMember
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import Content
from marketplace.bidding.queries.bids import receipts_opened, which
from marketplace.engine.act import Act
from marketplace.engine.arrivals import are_answered
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.publications import checked_log
from procurement.bidding.bid import BID, BidState
from procurement.bidding.deadlines import Publication
from procurement.bidding.merkle import merkle_root
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.tender import after_closing


def unseal_bids(act: Act, tender: Tender) -> int:
    """Open every submitted bid of a tender at once, within an action that holds its row.

    The last version of each is decrypted; its answers, prices and commitments stand
    readable from now on, the agreement of a consortium as it was submitted; the root
    of all receipts goes onto the tender. The number opened. Refuses before the
    deadline, as it was published, and while a bid that came before it is still being stored; and where one
    bid cannot be opened says which, and opens none.
    """
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    if not are_answered(tender.closes_at):
        raise Refusal("Bids that came in time are still being stored. Open them in a minute.")
    members = _members_held(tender.id)
    bids = _bids_held(tender.id)
    contents = _opened(bids, checked_log(tender.id), act.now)
    for bid in bids:
        _write_out(bid, contents[bid.id], members)
    session.flush()
    tender.merkle_root = merkle_root(list(receipts_opened(tender.id).values())).hex()
    return len(bids)


def _members_held(tender_id: UUID) -> Mapping[UUID, list[ConsortiumMember]]:
    """The members of the tender's consortia, by the lead; rows held, before those of the bids."""
    by_lead: dict[UUID, list[ConsortiumMember]] = {}
    for member, lead_id in session.execute(
        select(ConsortiumMember, Consortium.lead_id)
        .join(Consortium, Consortium.id == ConsortiumMember.consortium_id)
        .where(Consortium.tender_id == tender_id)
        .order_by(ConsortiumMember.id)
        .with_for_update(of=ConsortiumMember)
        .execution_options(populate_existing=True)
    ):
        by_lead.setdefault(lead_id, []).append(member)
    return by_lead


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


def _opened(bids: Sequence[Bid], log: Sequence[Publication], now: datetime) -> dict[UUID, Content]:
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
    contents, faults = {}, []
    for bid in bids:
        row = versions[(bid.id, bid.version)]
        try:
            contents[bid.id] = sealed.opened_content(
                which(bid, row.number), row.sealed, row.sha256, log=log, now=now
            )
        except Refusal as no:
            name = names[bid.organisation_id]
            faults.append(Refusal(f"No bid was opened: that of {name} could not be read. {no}"))
    refuse_if_any(faults)
    return contents


def _write_out(
    bid: Bid, content: Content, members: Mapping[UUID, Sequence[ConsortiumMember]]
) -> None:
    """Put an opened bid's parts into their tables, and the agreement as it was submitted."""
    bid.state = BID.after(bid.state, "open")
    written = content.written
    bid.declaration = written.declaration
    bid.assurances = written.assurances_text
    bid.for_group_id = written.for_group.organisation_id if written.for_group else None
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
                    price=price.net,
                    vat=content.vat[key],
                )
                for key, price in written.prices.items()
            ),
            *(
                BidCommitment(
                    bid_id=bid.id,
                    clause_id=key,
                    quantity=commitment.quantity,
                    by_lot=commitment.as_json().get("by_lot", {}),
                    method=commitment.method,
                )
                for key, commitment in written.commitments.items()
            ),
            *(
                BidCondition(
                    bid_id=bid.id,
                    condition_id=key,
                    met_by_id=said.met_by,
                    relied_on=said.relied_on,
                    how=said.how,
                )
                for key, said in written.conditions.items()
            ),
            *(
                BidFile(bid_id=bid.id, question_id=key, **asdict(file))
                for key, files in written.files.items()
                for file in files
            ),
        ]
    )
    _keep_agreement(bid, content, members.get(bid.organisation_id, []))


def _keep_agreement(bid: Bid, content: Content, members: Sequence[ConsortiumMember]) -> None:
    """The agreement of a consortium as it was submitted."""
    bid.consortium_id = None
    submitted = {part.organisation_id: part for part in content.parties}
    for member in members:
        part = submitted.get(member.organisation_id) if content.is_joint else None
        if part is not None:
            bid.consortium_id = member.consortium_id
            member.state = MEMBER.after(member.state, "open")
            member.work, member.share = part.work, part.share
        elif member.state in CURRENT:
            member.state = MEMBER.after(member.state, "remove")
