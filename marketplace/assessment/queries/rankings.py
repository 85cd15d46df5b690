"""How do the bids of a tender rank, lot by lot?"""

from collections.abc import Hashable, Mapping
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import LotRanking
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.evaluation import BidResult, disregarded_in_words
from procurement.assessment.evaluation_record import evaluation_from_json, first_in
from procurement.assessment.tie import ties_in_words
from procurement.tendering.price_formula import PriceFormula


def rankings_of(tender_id: UUID) -> dict[UUID, LotRanking]:
    """The ranking of each lot that has one, by the lot's id."""
    rows = session.scalars(
        select(LotRanking)
        .join(Lot, Lot.id == LotRanking.lot_id)
        .where(Lot.tender_id == tender_id)
        .order_by(Lot.number)
    )
    return {row.lot_id: row for row in rows}


def set_aside_in(ranking: LotRanking, names: Mapping[Hashable, str]) -> dict[str, str]:
    """Why each bid without a rank has none, by its id as text; questions are called by ``names``."""
    method, bids = evaluation_from_json(ranking.inputs)
    kept = {
        bid["id"]: BidResult(bid["id"], disregarded=bid["disregarded"])
        for bid in ranking.result["bids"]
    }
    words = {str(bid.id): disregarded_in_words(method, bid, kept[bid.id], names) for bid in bids}
    return {bid: why for bid, why in words.items() if why is not None}


def ties_said(ranking: LotRanking, names: Mapping[str, str]) -> list[str]:
    """Which bids are equal, and what puts one before another; bids are called by ``names``."""
    per_point = ranking.inputs["price"]["formula"] == PriceFormula.PRICE_PER_QUALITY_POINT
    measure = "pence for each point" if per_point else "total"
    return ties_in_words(ranking.result.get("ties", ()), names, measure)


def first_ranked(ranking: LotRanking) -> list[UUID]:
    """The bids that the published method puts first."""
    return [UUID(bid) for bid in first_in(ranking.result)]
