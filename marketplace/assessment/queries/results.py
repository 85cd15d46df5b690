"""What were those behind a bid asked, and told of its result?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select

from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.models.condition_checks import Replacement
from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.award import AwardState
from procurement.tendering.lot import LotState


def results_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """What those behind each of these bids were told: that it won, that it did not, or that the buyer
    ended what it was for; one query."""
    told = session.execute(
        select(AssessmentSummary.bid_id, Award.bid_id.label("winner"), Award.state)
        .join(Award, Award.id == AssessmentSummary.award_id)
        .where(AssessmentSummary.bid_id.in_(ids))
    ).all()
    standing = [row for row in told if row.state is not AwardState.CANCELLED]
    won = {row.bid_id for row in standing if row.winner == row.bid_id}
    decided = {row.bid_id for row in standing}
    return {
        row.bid_id: "Won"
        if row.bid_id in won
        else "Not successful"
        if row.bid_id in decided
        else "Ended without a contract"
        for row in told
    }


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


def ended_lots_of(bid: Bid) -> Sequence[Lot]:
    """The lots that an opened bid has a price for and that ended without a contract."""
    return session.scalars(
        select(Lot)
        .join(BidPrice, BidPrice.lot_id == Lot.id)
        .where(BidPrice.bid_id == bid.id, Lot.state == LotState.CANCELLED)
        .order_by(Lot.number)
    ).all()
