"""What the lead of a consortium does before the deadline: form it, invite, agree, remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update

from marketplace.bidding.actions.bids import (
    begin_within,
    check_may_bid,
    check_open,
    refuse_its_buyers,
)
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import MEMBER, Consortium, ConsortiumMember, MemberState
from marketplace.bidding.queries.bids import bid_of, bid_writers_of
from marketplace.bidding.queries.consortia import as_agreed, current_members, led_by
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions.messages import secret
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.bid import BidState, before_beginning
from procurement.bidding.consortium import check_agreement, share_faults
from procurement.bidding.sealing import canonical
from procurement.ground.refusal import Refusal, refuse_if_any

Rows = Sequence[tuple[ConsortiumMember, Organisation]]


@dataclass(frozen=True, slots=True)
class MemberWork:
    """What one member would do, and its share of the price in per cent."""

    work: str
    share: Decimal


@action("consortium.form")
def form_consortium(
    act: Act, tender: Tender, *, organisation_id: UUID, name: str, why_together: str
) -> Bid:
    """Lead a consortium for a tender: begins its bid, or makes a bid begun alone the consortium's."""
    check_may_bid(act, tender, organisation_id)
    bid = bid_of(tender.id, organisation_id)
    if bid is not None and bid.consortium_id is not None:
        raise Refusal(
            "Your organisation leads a consortium for this tender already. Find it in your work.",
            field="organisation_id",
        )
    if bid is not None and bid.state is BidState.SUBMITTED:
        raise Refusal(
            "Your organisation has submitted a bid of its own. Withdraw it first; then it can be "
            "made the bid of a consortium.",
            field="organisation_id",
        )
    consortium = led_by(tender.id, organisation_id) or Consortium(
        tender_id=tender.id, lead_id=organisation_id, created_at=act.now
    )
    consortium.name, consortium.why_together = name, why_together
    act.add(consortium)
    lead = _former(consortium, organisation_id) or _invited(consortium, organisation_id)
    lead.state, lead.answered_at = MEMBER.after(lead.state, "lead"), act.now
    act.add(lead)
    act.note(consortium=consortium.id)
    bid = bid or begin_within(act, tender, organisation_id)
    bid.consortium_id = consortium.id
    return bid


@action("member.invite")
def invite_member(act: Act, consortium: Consortium, *, organisation_id: UUID) -> ConsortiumMember:
    """Ask an enterprise to join; whoever has accepted is asked again once all shares are agreed."""
    tender = tender_taking_bids(act, consortium)
    rows = current_members(consortium, locked=True)
    organisation = db.session.get_one(Organisation, organisation_id)
    if organisation_id in {who.id for _, who in rows}:
        raise Refusal(f"{organisation.name} is in the consortium already.", field="q")
    before_beginning(
        organisation_id, tender.buyer_id, supplies=organisation.kind.supplies, field="q"
    )
    if not bid_writers_of([organisation_id]):
        raise Refusal(
            f"Nobody has an account for {organisation.name} yet, so nobody could accept. Ask them "
            "to create one and to register or claim their organisation.",
            field="q",
        )
    member = _former(consortium, organisation_id)
    if member is None:
        member = _invited(consortium, organisation_id)
    else:
        member.state = MEMBER.after(member.state, "invite")
    member.work, member.share, member.answered_at = "", Decimal(0), None
    member.invoicing_agreed_at = member.declared = None
    act.add(member)
    _changed(act, consortium, tender, [*rows, (member, organisation)])
    act.note(invited=organisation_id)
    tell(act, consortium, tender, [organisation_id], "consortium_invited")
    return member


@action("member_parts.agree")
def agree_member_parts(
    act: Act, consortium: Consortium, *, parts: Mapping[UUID, MemberWork]
) -> None:
    """Set who does what and whose share is which, by organisation; everyone else is asked to accept.

    Refuses with fields ``work-<organisation id>``, ``share-<organisation id>`` and ``share``.
    """
    tender = tender_taking_bids(act, consortium)
    rows = current_members(consortium, locked=True)
    if set(parts) != {who.id for _, who in rows}:
        raise Refusal(
            "The members changed while you were writing this. Check the list below and save again."
        )
    refuse_if_any(_faults(rows, parts))
    if all(
        (member.work, member.share) == (parts[who.id].work, parts[who.id].share)
        for member, who in rows
    ):
        raise Refusal("Nothing was changed, so nobody needs to be asked again.")
    for member, who in rows:
        member.work, member.share = parts[who.id].work, parts[who.id].share
    _changed(act, consortium, tender, rows)


@action("member.remove")
def remove_member(act: Act, consortium: Consortium, *, organisation_id: UUID) -> None:
    """Take a member out; the shares must be agreed anew, and everyone is asked again."""
    tender = tender_taking_bids(act, consortium)
    if organisation_id == consortium.lead_id:
        raise Refusal("The lead cannot be removed.")
    rows = current_members(consortium, locked=True)
    members = [member for member, who in rows if who.id == organisation_id]
    if not members:
        raise Refusal("This organisation is not in the consortium.")
    members[0].state, members[0].answered_at = MEMBER.after(members[0].state, "remove"), act.now
    act.note(removed=organisation_id)
    _changed(act, consortium, tender, [row for row in rows if row[1].id != organisation_id])
    tell(act, consortium, tender, [organisation_id], "consortium_removed")


@action("consortium.disband")
def disband_consortium(act: Act, consortium: Consortium) -> None:
    """Bid alone after all: every other member is out, and the draft is the lead's own again."""
    tender = tender_taking_bids(act, consortium)
    others = []
    for member, who in current_members(consortium, locked=True):
        member.state, member.answered_at = MEMBER.after(member.state, "remove"), act.now
        if who.id != consortium.lead_id:
            others.append(who.id)
    consortium.revision += 1
    db.session.execute(
        update(Bid)
        .where(Bid.tender_id == tender.id, Bid.organisation_id == consortium.lead_id)
        .values(consortium_id=None)
    )
    tell(act, consortium, tender, others, "consortium_removed")


def tender_taking_bids(act: Act, consortium: Consortium) -> Tender:
    """The consortium's tender; refuses where it has ended, or bids are not, or no longer, accepted."""
    tender = db.session.get_one(Tender, consortium.tender_id, populate_existing=True)
    check_open(tender, act)
    refuse_its_buyers(act, tender)
    bid = bid_of(tender.id, consortium.lead_id)
    if bid is None or bid.consortium_id != consortium.id:
        raise Refusal("This consortium has ended: it does not bid any more.")
    return tender


def _former(consortium: Consortium, organisation_id: UUID) -> ConsortiumMember | None:
    """A member that declined or left and is asked again."""
    return db.session.scalars(
        select(ConsortiumMember).where(
            ConsortiumMember.consortium_id == consortium.id,
            ConsortiumMember.organisation_id == organisation_id,
        )
    ).one_or_none()


def _invited(consortium: Consortium, organisation_id: UUID) -> ConsortiumMember:
    return ConsortiumMember(
        consortium_id=consortium.id, organisation_id=organisation_id, state=MemberState.INVITED
    )


def _changed(act: Act, consortium: Consortium, tender: Tender, rows: Rows) -> None:
    """After any change of the agreement: it is a new one, and nobody but the lead has accepted it.

    Where it is whole, the others are asked at once.
    """
    consortium.revision += 1
    for member, who in rows:
        is_lead = who.id == consortium.lead_id
        member.state = MEMBER.after(member.state, "lead" if is_lead else "ask")
        member.answered_at = act.now if is_lead else None
        member.invoicing_agreed_at = member.declared = None
    agreed_on = [[str(who.id), str(member.share), member.work] for member, who in rows]
    act.note(agreement=fingerprint(canonical(agreed_on)))
    if not unready(rows, consortium):
        others = [who.id for _, who in rows if who.id != consortium.lead_id]
        tell(act, consortium, tender, others, "consortium_to_accept")


def _faults(rows: Rows, parts: Mapping[UUID, MemberWork]) -> list[Refusal]:
    faults = [
        Refusal(f"Say what {who.name} will do.", field=f"work-{who.id}")
        for _, who in rows
        if not parts[who.id].work.strip()
    ]
    return faults + share_faults([part.share for part in parts.values()])


def unready(rows: Rows, consortium: Consortium) -> list[Refusal]:
    """What keeps the agreement from being accepted: it must be whole before anybody signs it."""
    lead = next(who.name for _, who in rows if who.id == consortium.lead_id)
    try:
        check_agreement([replace(member, accepted=True) for member in as_agreed(rows)], lead)
    except Refusal:
        return [
            Refusal(
                f"{lead} has not finished saying who does what and whose share is which. You will "
                "get an e-mail when the agreement is ready to accept."
            )
        ]
    return []


def tell(
    act: Act,
    consortium: Consortium,
    tender: Tender,
    organisation_ids: Sequence[UUID],
    template: str,
    **values: object,
) -> None:
    """E-mail everyone who writes bids for these organisations; names are secret until it is read."""
    for person_id in bid_writers_of(organisation_ids):
        act.notify(
            person_id,
            template,
            consortium_id=consortium.id,
            consortium=secret(consortium.name),
            title=tender.title,
            closes_at=tender.closes_at,
            **values,
        )
