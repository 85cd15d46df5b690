"""What a member of a consortium answers: accept its part, decline it, or leave."""

from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.actions.bids import last_submitted, withdraw_within
from marketplace.bidding.actions.consortia import tell, tender_taking_bids, unready
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import (
    CURRENT,
    MEMBER,
    Consortium,
    ConsortiumMember,
    MemberState,
)
from marketplace.bidding.queries.bid_content import declaration_kept
from marketplace.bidding.queries.bids import bid_of
from marketplace.bidding.queries.consortia import current_members
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.messages import secret
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.assurances import Assurances, declaration_faults
from procurement.bidding.bid import BidState
from procurement.ground.refusal import Refusal, refuse_if_any


@action("member_part.accept")
def accept_member_part(
    act: Act, member: ConsortiumMember, *, seen: int, declared: Assurances
) -> None:
    """Accept the agreement as it stood at revision ``seen`` of the consortium, and no other, and
    declare of one's own organisation what everybody behind a bid declares.

    A part of it is that the lead sends the member's invoices in its name.
    """
    consortium, tender = _current(act, member)
    if consortium.revision != seen:
        raise Refusal("The agreement was changed a moment ago. Read it again before you accept it.")
    rows = current_members(consortium)
    refuse_if_any([*unready(rows, consortium), *declaration_faults(declared)])
    _refuse_undeclared(tender, member.organisation_id)
    member.state, member.answered_at = MEMBER.after(member.state, "accept"), act.now
    member.invoicing_agreed_at, member.declared = act.now, declaration_kept(declared)
    who = db.session.get_one(Organisation, member.organisation_id)
    tell(
        act, consortium, tender, [consortium.lead_id], "consortium_answered",
        organisation=secret(who.name), answer="accepted",
    )  # fmt: skip


@action("member_part.decline")
def decline_member_part(act: Act, member: ConsortiumMember) -> None:
    """Decline, or leave after having accepted. A submitted bid that names the member is withdrawn."""
    consortium, tender = _current(act, member)
    if member.organisation_id == consortium.lead_id:
        raise Refusal("The lead cannot leave its own consortium. Withdraw the bid instead.")
    has_left = member.state is MemberState.ACCEPTED
    member.state = MEMBER.after(member.state, "leave" if has_left else "decline")
    member.answered_at = act.now
    who = db.session.get_one(Organisation, member.organisation_id)
    tell(
        act, consortium, tender, [consortium.lead_id], "consortium_answered",
        organisation=secret(who.name), answer="left" if has_left else "declined",
    )  # fmt: skip
    bid = db.session.scalars(
        select(Bid)
        .where(Bid.tender_id == tender.id, Bid.organisation_id == consortium.lead_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if bid is None or bid.state is not BidState.SUBMITTED:
        return
    parties = last_submitted(bid).parties
    if member.organisation_id in {part.organisation_id for part in parties}:
        withdraw_within(act, bid, tender, parties)
        act.note(withdrawn_bid=bid.id)


def _current(act: Act, member: ConsortiumMember) -> tuple[Consortium, Tender]:
    """The member's consortium as it stands now that the member's row is held, and its tender."""
    if member.state not in CURRENT:
        raise Refusal("Your organisation is no longer in this consortium.")
    consortium = db.session.get_one(Consortium, member.consortium_id, populate_existing=True)
    return consortium, tender_taking_bids(act, consortium)


def _refuse_undeclared(tender: Tender, organisation_id: UUID) -> None:
    own = bid_of(tender.id, organisation_id)
    if own is None or own.state is not BidState.SUBMITTED:
        return
    if not last_submitted(own).written.declaration.strip():
        raise Refusal(
            "Your organisation has submitted a bid of its own for this tender. Open that bid, say "
            "how the two bids are kept apart, and submit it again; then accept here."
        )
