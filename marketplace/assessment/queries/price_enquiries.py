"""Which prices of a tender seem too low, who was asked, and what was said?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tenders import tender_of
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class OfferedPrice:
    """One bid's price for a lot: why it seems low, and what was asked about it."""

    bid_id: UUID
    name: str
    price: Money
    flags: Sequence[str]
    enquiry: PriceEnquiry | None
    disregarded: str | None


def prices_offered(assessment: Assessment) -> dict[UUID, list[OfferedPrice]]:
    """The prices for each lot, by its id, the lowest first."""
    facts = AssessmentFacts(assessment)
    asked = {
        (row.bid_id, row.lot_id): row for row in enquiries_about(lot.id for lot in assessment.lots)
    }
    offered: dict[UUID, list[OfferedPrice]] = {}
    for lot in assessment.lots:
        flags = facts.low_prices(lot)
        offered[lot.id] = sorted(
            (
                OfferedPrice(
                    bid.id,
                    assessment.name_of(bid.id),
                    assessment.prices[bid.id, lot.id].price,
                    flags.get(bid.id, []),
                    asked.get((bid.id, lot.id)),
                    assessment.disregarded_because(bid.id, lot.id),
                )
                for bid in assessment.bids_for(lot)
            ),
            key=lambda offer: offer.price,
        )
    return offered


def enquiries_about(lot_ids: Iterable[UUID]) -> Sequence[PriceEnquiry]:
    """The questions about prices for these lots."""
    return session.scalars(select(PriceEnquiry).where(PriceEnquiry.lot_id.in_(list(lot_ids)))).all()


@dataclass(frozen=True, slots=True)
class PutToBidder:
    """A question about a price as its bidder reads it."""

    enquiry: PriceEnquiry
    tender: Tender
    lot: Lot
    price: Money


def put_to_bidder(enquiry: PriceEnquiry) -> PutToBidder:
    """With the tender, the lot and the price that it is about."""
    bid = session.get_one(Bid, enquiry.bid_id)
    price = session.scalars(
        select(BidPrice.price).where(BidPrice.bid_id == bid.id, BidPrice.lot_id == enquiry.lot_id)
    ).one()
    return PutToBidder(
        enquiry, tender_of(bid.tender_id), session.get_one(Lot, enquiry.lot_id), price
    )
