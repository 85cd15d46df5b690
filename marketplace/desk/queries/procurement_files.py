"""What is in the public file of a procurement, from which anybody can work out its result again?"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.bidding.queries.bids import receipts_opened
from marketplace.contracts.queries.outcomes import LotOutcome, outcomes_of
from marketplace.engine.db import session
from marketplace.engine.plain import plain
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tenders import versions_of
from procurement.bidding.bid import BidState
from procurement.bidding.merkle import leaf_hash
from procurement.ground.calendar import london_day

_PUBLIC = ("bids", "ranking", "warnings", "ties")
"""Of a kept result: the steps and promises follow from the figures. Rankings of before do not say
which bids were equal."""


def procurement_file(tender: Tender) -> dict[str, Any] | None:
    """The file, once an award is published and as long as its ranking is kept; None otherwise.

    The winner is named; every other bid has a number that tells nothing of who made it.
    """
    outcomes = {row.number: row for row in outcomes_of(tender.id)}
    lots = list(_lots(tender, outcomes))
    if not lots:
        return None
    file: dict[str, Any] = plain(
        {
            "tender": tender.id,
            "ocid": tender.ocid,
            "published": [
                {
                    "number": row.number,
                    "published_at": row.published_at,
                    "sha256": row.sha256,
                    "content": row.content,
                }
                for row in versions_of(tender.id)
            ],
            "closes_at": tender.closes_at,
            "opened_at": tender.opened_at,
            "receipts": list(_receipts(tender.id)),
            "root_hex": tender.merkle_root,
            "lots": lots,
        }
    )
    return file


def _receipts(tender_id: UUID) -> Iterator[dict[str, Any]]:
    """When each opened bid came, with the hash of its receipt, in the order of the root."""
    arrivals = dict(
        session.execute(
            select(Bid.id, BidVersion.received_at)
            .join(BidVersion, and_(BidVersion.bid_id == Bid.id, BidVersion.number == Bid.version))
            .where(Bid.tender_id == tender_id, Bid.state == BidState.OPENED)
        ).all()
    )
    for bid_id, leaf in receipts_opened(tender_id).items():
        yield {"received_at": arrivals[bid_id], "leaf_hash_hex": leaf_hash(leaf).hex()}


def _lots(tender: Tender, outcomes: Mapping[int, LotOutcome]) -> Iterator[dict[str, Any]]:
    assessment = assessment_of(tender)
    facts = AssessmentFacts(assessment)
    names = _numbers([bid.id for bid in assessment.bids])
    names |= {str(row.id): f"question {row.number}" for row in assessment.questions}
    names |= {str(row.id): f"clause {row.number}" for row in assessment.clauses}
    for award, ranking, lot in _awarded(tender.id):
        outcome = outcomes.get(lot.number)
        if outcome is None:
            continue
        reasons = {
            bid["disregarded_because"]: "Disregarded by the buyer, with a reason."
            for bid in ranking.inputs["bids"]
            if "disregarded_because" in bid
        }
        said = names | reasons
        yield {
            "number": lot.number,
            "title": lot.title,
            "evaluation": _renamed(ranking.inputs, said),
            "promises": _renamed(facts.promised_as_json(lot), said),
            "result": _renamed(
                {key: ranking.result[key] for key in _PUBLIC if key in ranking.result}, said
            ),
            "award": _award(award, outcome, names[str(award.bid_id)]),
        } | _panel(ranking, said)


def _panel(ranking: LotRanking, said: Mapping[str, str]) -> dict[str, Any]:
    """By how many people each question and clause was scored; rankings of before do not say it."""
    panel = ranking.result.get("panel")
    return {"panel": _renamed(panel, said)} if panel else {}


def _award(award: Award, outcome: LotOutcome, bid: str) -> dict[str, Any]:
    signed_at = outcome.contract.signed_at if outcome.contract else None
    return {
        "bid": bid,
        "suppliers": outcome.winners,
        "price_pence": outcome.price.pence,
        "summaries_sent_at": award.summaries_sent_at,
        "published_on": award.published_on,
        "voluntary_standstill_days": award.standstill_days,
        "standstill_ends_on": award.standstill_ends_on,
        "signed_on": london_day(signed_at) if signed_at else None,
    }


def _awarded(tender_id: UUID) -> list[Row[Award, LotRanking, Lot]]:
    return list(
        session.execute(
            select(Award, LotRanking, Lot)
            .join(Lot, Lot.id == Award.lot_id)
            .join(LotRanking, LotRanking.lot_id == Lot.id)
            .where(Award.tender_id == tender_id)
            .order_by(Lot.number)
        )
    )


def _numbers(bid_ids: list[UUID]) -> dict[str, str]:
    """A number for each bid, in an order from which nobody can tell when it was begun."""
    mixed = sorted(bid_ids, key=lambda bid_id: sha256(bid_id.bytes).digest())
    return {str(bid_id): f"bid {number}" for number, bid_id in enumerate(mixed, start=1)}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same JSON with every text and key that stands in ``names`` said anew."""
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
