"""Which bids and consortia is this person part of, and where does each stand?"""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from marketplace.bidding.models.bids import Bid, bids_visible_to
from marketplace.bidding.models.consortia import (
    CURRENT,
    Consortium,
    ConsortiumMember,
    MemberState,
    consortia_visible_to,
)
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender


def bids_listed_for(actor: Actor) -> Sequence[Row[Bid, Tender, str, str]]:
    """Rows (Bid, Tender, the bidder's name, the consortium's or None), the newest first."""
    chosen = bids_visible_to(actor).subquery()
    return session.execute(
        select(Bid, Tender, Organisation.name.label("bidder"), Consortium.name.label("consortium"))
        .join(chosen, chosen.c.id == Bid.id)
        .join(Tender, Tender.id == Bid.tender_id)
        .join(Organisation, Organisation.id == Bid.organisation_id)
        .outerjoin(Consortium, Consortium.id == Bid.consortium_id)
        .order_by(Bid.created_at.desc())
    ).all()


def consortia_listed_for(
    actor: Actor,
) -> Sequence[Row[Consortium, Tender, str, str, MemberState]]:
    """Rows (Consortium, Tender, the lead's name, the person's organisation, its state in it)."""
    chosen = consortia_visible_to(actor).subquery()
    lead, own = aliased(Organisation), aliased(Organisation)
    return session.execute(
        select(
            Consortium,
            Tender,
            lead.name.label("lead"),
            own.name.label("own"),
            ConsortiumMember.state.label("standing"),
        )
        .join(chosen, chosen.c.id == Consortium.id)
        .join(Tender, Tender.id == Consortium.tender_id)
        .join(lead, lead.id == Consortium.lead_id)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .join(own, own.id == ConsortiumMember.organisation_id)
        .where(
            own.id.in_(actor.organisations_as(Role.BID_WRITER)),
            ConsortiumMember.state.in_(CURRENT),
        )
        .order_by(Consortium.created_at.desc(), own.name)
    ).all()
