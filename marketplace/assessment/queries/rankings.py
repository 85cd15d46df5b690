"""How do the bids of a tender rank, lot by lot?"""

from collections.abc import Hashable, Mapping
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import LotRanking
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.evaluation import BidResult, disregarded_in_words
from procurement.assessment.evaluation_record import evaluation_from_json, first_in


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


def first_ranked(ranking: LotRanking) -> list[UUID]:
    """The bids that the published method puts first."""
    return [UUID(bid) for bid in first_in(ranking.result)]
