"""How does one consortium stand: who is in, for which bid, and who gets what of its price?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember
from marketplace.bidding.queries.bid_details import is_open_for_bids, price_split
from marketplace.bidding.queries.bids import bid_of
from marketplace.bidding.queries.consortia import current_members, stands_by
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tenders import parts_of, tender_of
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class ConsortiumDetails:
    """One consortium, as its members read it."""

    tender: Tender
    lead: Organisation
    members: Sequence[tuple[ConsortiumMember, Organisation]]
    bid: Bid | None
    """Of its lead for the tender."""
    is_current: bool
    """The lead bids through it, not alone."""
    is_open: bool
    lots: Sequence[Lot]
    split: Mapping[UUID, list[tuple[str, Money]]]
    """Who gets what of each lot’s price; of the bid that the person may read."""

    @property
    def standing(self) -> set[UUID]:
        """The members that stand by their part, by their organisation; once the bids are open, all."""
        return {
            who.id
            for member, who in self.members
            if not self.is_open or stands_by(member, self.lead.id)
        }

    @property
    def total(self) -> Decimal:
        """The shares together, in per cent."""
        return sum((member.share for member, _ in self.members), Decimal(0))


def consortium_details(
    actor: Actor, consortium: Consortium, now: datetime, *, leads: bool
) -> ConsortiumDetails:
    """Read whole; ``leads`` is whether the person acts for its lead."""
    tender = tender_of(consortium.tender_id)
    bid = bid_of(tender.id, consortium.lead_id)
    is_current = bid is not None and bid.consortium_id == consortium.id
    return ConsortiumDetails(
        tender=tender,
        lead=session.get_one(Organisation, consortium.lead_id),
        members=current_members(consortium),
        bid=bid,
        is_current=is_current,
        is_open=is_current and is_open_for_bids(tender, now),
        lots=parts_of(tender.id).lots,
        split=price_split(actor, bid, leads=leads) if bid else {},
    )


def member_organisation(member: ConsortiumMember) -> Organisation:
    """Who the member is."""
    return session.get_one(Organisation, member.organisation_id)
