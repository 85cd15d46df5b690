"""What were those behind a bid asked, and told of its result?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select

from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.models.condition_checks import Replacement
from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.bidding.models.bids import Bid
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.award import AwardState


def results_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """What those behind each of these bids were told: that it won, or that it did not."""
    told = session.scalars(
        select(AssessmentSummary.bid_id).where(AssessmentSummary.bid_id.in_(ids))
    )
    won = set(
        session.scalars(
            select(Award.bid_id)
            .join(AssessmentSummary, AssessmentSummary.award_id == Award.id)
            .where(Award.bid_id.in_(ids), Award.state != AwardState.CANCELLED)
        )
    )
    return {bid_id: "Won" if bid_id in won else "Not successful" for bid_id in told}


def told_of(bid: Bid) -> Sequence[Row[UUID, str]]:
    """Rows (award's id, lot's title) of what the bidder was told about each lot."""
    return session.execute(
        select(Award.id, Lot.title)
        .join(AssessmentSummary, AssessmentSummary.award_id == Award.id)
        .join(Lot, Lot.id == Award.lot_id)
        .where(AssessmentSummary.bid_id == bid.id)
        .order_by(Lot.number)
    ).all()


def enquiries_of_bid(bid: Bid) -> Sequence[PriceEnquiry]:
    """What the bidder was asked about its prices."""
    return session.scalars(
        select(PriceEnquiry).where(PriceEnquiry.bid_id == bid.id).order_by(PriceEnquiry.asked_at)
    ).all()


def chances_about(bid: Bid) -> Sequence[Replacement]:
    """The chances to replace somebody that the bidder was given."""
    return session.scalars(
        select(Replacement).where(Replacement.bid_id == bid.id).order_by(Replacement.asked_at)
    ).all()


def documents_asked(bid: Bid) -> Sequence[MissingDocument]:
    """The documents that were missing: asked for, or gone without."""
    return session.scalars(
        select(MissingDocument).where(MissingDocument.bid_id == bid.id).order_by(MissingDocument.id)
    ).all()
