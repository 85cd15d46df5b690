"""Until when are a contract and its winning bid kept? Written down at the signature."""

from datetime import date

from marketplace.assessment.models.awards import Award
from marketplace.bidding.actions.keeping import keep_after_ending
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.records import Record, keeping_period
from procurement.tendering.regime import Regime


def keep_after_signing(contract: Contract, award: Award, signed_on: date) -> None:
    """The contract and the winning bid to years after its end; losing bids and the tender less.

    A tender with several lots, and a bid that wins one of them, are kept for the longest.
    """
    keep_with_its_bid(contract, award, signed_on)
    tender = db.session.get_one(Tender, award.tender_id)
    keep_after_ending(tender, Regime(contract.regime), signed_on)


def keep_with_its_bid(contract: Contract, award: Award, day: date) -> None:
    """The contract, and the bid that it came of for as long."""
    until = keep_contract(contract, day)
    winner = db.session.get_one(Bid, award.bid_id)
    winner.keep_until = max(winner.keep_until or until, until)


def keep_contract(contract: Contract, day: date) -> date:
    """Write down until when the contract’s own records are kept, by its last day: later than what
    was written before, and never earlier."""
    until = keeping_period(
        Record.CONTRACT,
        Regime(contract.regime),
        decided_on=day,
        contract_ends_on=contract.ends_on,
    ).until
    contract.keep_until = max(contract.keep_until or until, until)
    return contract.keep_until
