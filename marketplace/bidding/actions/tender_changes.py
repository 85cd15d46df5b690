"""What does a change of a published tender mean for those who bid?"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.actions.keeping import keep_after_ending
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import CURRENT, Consortium, ConsortiumMember
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.models.tenders import Clarification, Tender
from marketplace.tendering.queries.regimes import regime_for
from procurement.ground.calendar import in_london_words
from procurement.tendering.tender import TenderState


@action("tender_change.follow")
def follow_tender_change(act: Act, tender: Tender, *, template: str, why: str, on: date) -> None:
    """Tell everyone who has begun a bid or asked, whoever they are: the buyer does not learn who.

    Where the tender was cancelled, its bids are kept no longer than the law asks from that day.
    """
    assert tender.closes_at is not None
    closes = in_london_words(tender.closes_at)
    for person_id in people_of(_suppliers_of(tender.id), Role.BID_WRITER):
        act.notify(
            person_id, template, tender_id=tender.id, title=tender.title, closes=closes, why=why
        )
    if tender.state is TenderState.CANCELLED:
        buyer = db.session.get_one(Organisation, tender.buyer_id)
        keep_after_ending(tender, regime_for(tender, buyer.kind, on), on)


def _suppliers_of(tender_id: UUID) -> list[UUID]:
    suppliers = (
        select(Bid.organisation_id)
        .where(Bid.tender_id == tender_id)
        .union(
            select(Clarification.organisation_id).where(Clarification.tender_id == tender_id),
            select(ConsortiumMember.organisation_id)
            .join(Consortium, Consortium.id == ConsortiumMember.consortium_id)
            .where(Consortium.tender_id == tender_id, ConsortiumMember.state.in_(CURRENT)),
        )
    )
    return list(db.session.scalars(suppliers))
