"""Which bids and consortia is this person part of, and where does each stand?"""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from marketplace.bidding.models.bids import Bid, bid_ids_visible_to
from marketplace.bidding.models.consortia import (
    CURRENT,
    Consortium,
    ConsortiumMember,
    MemberState,
    consortia_visible_to,
)
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import ON_A_PAGE, Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender


def bids_listed_for(actor: Actor, beside: Beside) -> Stretch[tuple[Bid, Tender, str, str]]:
    """Rows (Bid, Tender, the bidder's name, the consortium's or None), the newest first."""
    bids = (
        select(Bid, Tender, Organisation.name, Consortium.name)
        .join(Tender, Tender.id == Bid.tender_id)
        .join(Organisation, Organisation.id == Bid.organisation_id)
        .outerjoin(Consortium, Consortium.id == Bid.consortium_id)
    )
    return stretch_of(bids, (Bid.id,), beside, descending=True, among=bid_ids_visible_to(actor))


def consortia_listed_for(
    actor: Actor,
) -> Sequence[Row[Consortium, Tender, str, str, MemberState]]:
    """Rows (Consortium, Tender, the lead's name, the person's organisation, its state in it): the
    newest; an older one is found by its bid."""
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
        .limit(ON_A_PAGE)
    ).all()
