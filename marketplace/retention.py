"""Until when is each record of a procurement kept? Written down when it is decided."""

from datetime import date

from sqlalchemy import select

from marketplace import db
from marketplace.models.awards import Award
from marketplace.models.bids import Bid
from marketplace.models.contracts import Contract
from marketplace.models.tenders import Tender
from procurement.tendering.records import Record, retention
from procurement.tendering.regime import Regime


def keep_after_signing(contract: Contract, award: Award, signed_on: date) -> None:
    """The contract and the winning bid to years after its end; losing bids and the tender less.

    A tender with several lots, and a bid that wins one of them, are kept for the longest.
    """
    regime = Regime(contract.regime)
    until = retention(
        Record.CONTRACT, regime, decided_on=signed_on, contract_ends_on=contract.ends_on
    ).until
    contract.keep_until = until
    tender = db.session.get_one(Tender, award.tender_id)
    _keep_tender(tender, regime, signed_on)
    winner = db.session.get_one(Bid, award.bid_id)
    winner.keep_until = max(winner.keep_until or until, until)


def keep_after_ending(tender: Tender, regime: Regime, ended_on: date) -> None:
    """What a procurement leaves that ended without a contract."""
    _keep_tender(tender, regime, ended_on)


def _keep_tender(tender: Tender, regime: Regime, decided_on: date) -> None:
    until = retention(Record.PROCUREMENT, regime, decided_on=decided_on).until
    losing = retention(Record.LOSING_BID, regime, decided_on=decided_on).until
    tender.keep_until = max(tender.keep_until or until, until)
    for bid in db.session.scalars(select(Bid).where(Bid.tender_id == tender.id)):
        bid.keep_until = max(bid.keep_until or losing, losing)
