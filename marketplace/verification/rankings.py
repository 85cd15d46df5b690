"""Are the rankings right: worked out from what went in, and was that what the panel agreed?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.sole_scorers import scored_by_as_json
from marketplace.engine import db
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.assessment.award import AwardState
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import (
    evaluation_as_json,
    evaluation_from_json,
    first_in,
    ranking_as_json,
    result_as_json,
    steps_as_json,
)
from procurement.assessment.tie import ties_as_json
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.refusal import Refusal

_FROM_ROWS = ("promises", "panel")
"""Of a result: what follows from rows, and not from the inputs kept beside it."""


def results() -> Iterator[Compared]:
    """Each ranking, every score and every step of it, from the inputs kept beside it. Older rankings
    do not say which bids were equal."""
    for ranking, lot, tender in _rankings():
        what = f"Ranking of “{tender.title}”, lot {lot.number}"
        try:
            expected = _worked_out(ranking.inputs)
            if "ties" not in ranking.result:
                del expected["ties"]
        except (Refusal, ValueError, KeyError, TypeError) as no:
            yield Compared(f"{what}: inputs", "figures that can be ranked", str(no))
            continue
        kept = {key: value for key, value in ranking.result.items() if key not in _FROM_ROWS}
        yield from same_keys(what, _by_bid(expected), _by_bid(kept))


def inputs() -> Iterator[Compared]:
    """The inputs of each ranking, what each promise earned and by how many each bid was scored, from
    the rows they come from. Older rankings do not say by how many."""
    for ranking, lot, tender in _rankings():
        facts = AssessmentFacts(assessment_of(tender))
        expected = _plain(evaluation_as_json(facts.method(lot), facts.figures(lot)))
        what = f"Inputs of the ranking of “{tender.title}”, lot {lot.number}"
        yield from same_keys(what, _by_bid(expected), _by_bid(ranking.inputs))
        earned = _plain(facts.promises_as_json(lot))
        yield from same_keys(f"{what}, promises", earned, ranking.result.get("promises", {}))
        if "panel" in ranking.result:
            panel = _plain(scored_by_as_json(facts.assessment, lot))
            yield from same_keys(f"{what}, panel", panel, ranking.result["panel"])


def awards() -> Iterator[Compared]:
    """Each award that stands goes to a bid that its lot's ranking puts first."""
    rows = db.session.execute(
        select(Award, LotRanking.result, Lot.number, Tender.title)
        .join(Lot, Lot.id == Award.lot_id)
        .join(Tender, Tender.id == Award.tender_id)
        .join(LotRanking, LotRanking.lot_id == Award.lot_id, isouter=True)
        .where(Award.state != AwardState.CANCELLED)
        .order_by(Award.id)
    )
    for award, result, number, title in rows:
        first = first_in(result) if result else []
        bid = str(award.bid_id)
        expected = bid if bid in first else ", ".join(first) or NOTHING
        yield Compared(f"Award of “{title}”, lot {number}: bid", expected, bid)


def _rankings() -> Iterator[tuple[LotRanking, Lot, Tender]]:
    rows = db.session.execute(
        select(LotRanking, Lot, Tender)
        .join(Lot, Lot.id == LotRanking.lot_id)
        .join(Tender, Tender.id == Lot.tender_id)
        .order_by(Tender.id, Lot.number)
    ).all()
    yield from rows


def _worked_out(kept: Mapping[str, Any]) -> dict[str, Any]:
    method, figures = evaluation_from_json(kept)
    result = score(method, figures)
    had_all_counted = score(method, figures, counting_disregarded=True)
    return _plain(
        {
            **result_as_json(method, result),
            "steps": steps_as_json(method, figures, result),
            "had_all_counted": ranking_as_json(had_all_counted),
            "ties": ties_as_json(method, figures, result.ranking),
        }
    )


def _by_bid(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with each bid and its steps as a key of its own, so that a difference is small."""
    spread = {key: value for key, value in record.items() if key not in {"bids", "steps"}}
    for number, bid in enumerate(record.get("bids", []), start=1):
        spread[f"bid {number}"] = bid
    for bid_id, steps in record.get("steps", {}).items():
        spread[f"steps of {bid_id}"] = steps
    return spread


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """As the database keeps it."""
    plain: dict[str, Any] = json.loads(json.dumps(record))
    return plain
