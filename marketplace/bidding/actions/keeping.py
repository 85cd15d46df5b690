"""Until when is each record of a procurement kept? Written down when it is decided."""

from datetime import date

from sqlalchemy import select

from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.records import Record, keeping_period
from procurement.tendering.regime import Regime


def keep_after_ending(tender: Tender, regime: Regime, ended_on: date) -> None:
    """A tender and its losing bids, once it is decided or given up."""
    until = keeping_period(Record.PROCUREMENT, regime, decided_on=ended_on).until
    losing = keeping_period(Record.LOSING_BID, regime, decided_on=ended_on).until
    tender.keep_until = max(tender.keep_until or until, until)
    for bid in db.session.scalars(select(Bid).where(Bid.tender_id == tender.id)):
        bid.keep_until = max(bid.keep_until or losing, losing)
