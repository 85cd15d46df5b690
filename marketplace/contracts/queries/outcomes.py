"""What may everybody know of how a tender ended? (Procurement Act 2023, ss50 and 53)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.sole_scorers import scored_alone_in_words
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.bidding.queries.bid_parties import parties_of_bids, party_ids_of
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.changes import last_changed
from marketplace.contracts.queries.contract_ends import ended_on
from marketplace.contracts.queries.contracts import contracts_from
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Lot
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.bidding.bid import BidState
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """A lot whose award is published; the contract once both sides have signed it."""

    number: int
    title: str
    winners: tuple[str, ...]
    """The supplier, or the members of the consortium, the lead first."""
    price: Money
    """At the award, excluding VAT."""
    bids: int
    published_on: date
    standstill_ends_on: date | None
    is_voluntary: bool
    """Whether the buyer stands still of its own will."""
    is_suspended: bool
    alone: tuple[str, ...]
    """What one person alone scored, each with the buyer’s reason."""
    contract: Contract | None
    changed_at: datetime | None
    """Since when the last change of the contract is in force; None where it was never changed."""
    ended_on: date | None
    """The real last day of the contract, once its end is recorded."""


def outcomes_of(tender_id: UUID) -> list[LotOutcome]:
    """Lot by lot, where the award is published and stands; one query before, ten after."""
    rows = session.execute(
        select(Award, Lot, Bid, BidPrice.price, LotRanking.result)
        .join(Lot, Lot.id == Award.lot_id)
        .outerjoin(LotRanking, LotRanking.lot_id == Lot.id)
        .join(Bid, Bid.id == Award.bid_id)
        .join(BidPrice, (BidPrice.bid_id == Bid.id) & (BidPrice.lot_id == Lot.id))
        .where(
            Award.tender_id == tender_id,
            Award.published_on.is_not(None),
            Award.state != AwardState.CANCELLED,
        )
        .order_by(Lot.number)
    ).all()
    if not rows:
        return []
    parties = parties_of_bids(party_ids_of([row.Bid for row in rows]))
    counts = _bids_by_lot([row.Lot.id for row in rows])
    contracts = contracts_from([row.Award.id for row in rows])
    keys = [contract.id for contract in contracts.values()]
    changes, ends = last_changed(keys), ended_on(keys)
    parts = parts_of(tender_id)
    return [
        LotOutcome(
            number=lot.number,
            title=lot.title,
            winners=tuple(party.name for party in parties[bid.id]),
            price=price,
            bids=counts[lot.id],
            published_on=award.published_on,
            standstill_ends_on=award.standstill_ends_on,
            is_voluntary=award.standstill_days is not None,
            is_suspended=award.state is AwardState.SUSPENDED,
            alone=scored_alone_in_words(result, parts.questions, parts.clauses) if result else (),
            contract=(contract := _signed(contracts.get(award.id))),
            changed_at=changes.get(contract.id) if contract else None,
            ended_on=ends.get(contract.id) if contract else None,
        )
        for award, lot, bid, price, result in rows
        if award.published_on is not None
    ]


def _bids_by_lot(lot_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many opened bids priced each lot."""
    rows = session.execute(
        select(BidPrice.lot_id, func.count())
        .join(Bid, Bid.id == BidPrice.bid_id)
        .where(BidPrice.lot_id.in_(lot_ids), Bid.state == BidState.OPENED)
        .group_by(BidPrice.lot_id)
    )
    return {row[0]: row[1] for row in rows}


def _signed(contract: Contract | None) -> Contract | None:
    return contract if contract is not None and contract.signed_at is not None else None
