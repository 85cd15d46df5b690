"""How do the bids of a tender rank, lot by lot?"""

from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import LotRanking
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.evaluation_record import first_in


def rankings_of(tender_id: UUID) -> dict[UUID, LotRanking]:
    """The ranking of each lot that has one, by the lot's id."""
    rows = session.scalars(
        select(LotRanking)
        .join(Lot, Lot.id == LotRanking.lot_id)
        .where(Lot.tender_id == tender_id)
        .order_by(Lot.number)
    )
    return {row.lot_id: row for row in rows}


def first_ranked(ranking: LotRanking) -> list[UUID]:
    """The bids that the published method puts first."""
    return [UUID(bid) for bid in first_in(ranking.result)]
