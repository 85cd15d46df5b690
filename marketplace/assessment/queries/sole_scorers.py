"""Where does one person of a panel score alone, and why?"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any
from uuid import UUID

from marketplace.assessment.models.evaluations import SoleScorer
from marketplace.assessment.queries.assessments import Assessment
from marketplace.tendering.models.tenders import Clause, Lot, Question
from procurement.assessment.panel import panel_as_json
from procurement.assessment.sole_scorer import Sole, sole_scorers, unexplained


def soles_of(assessment: Assessment, bid_id: UUID | None = None) -> list[Sole]:
    """Where one person scores alone, of every bid that counts, or what concerns one bid."""
    soles = sole_scorers(assessment.panel, (bid.id for bid in assessment.assessed))
    return [sole for sole in soles if bid_id is None or sole.bid in (None, bid_id)]


def unexplained_of(assessment: Assessment, bid_id: UUID | None = None) -> list[Sole]:
    """Those of them for which the buyer has given no reason."""
    told = (row.sole for row in assessment.sole_scorers)
    return unexplained(soles_of(assessment, bid_id), told)


def reason_for(assessment: Assessment, sole: Sole) -> SoleScorer | None:
    """Why one person scores something alone, as it was said last."""
    told = [row for row in assessment.sole_scorers if row.sole.holds(sole)]
    return told[-1] if told else None


def explained_of(assessment: Assessment) -> list[tuple[Sole, SoleScorer]]:
    """Each place where one person scores alone and it is said why, with the reason."""
    told = ((sole, reason_for(assessment, sole)) for sole in soles_of(assessment))
    return [(sole, row) for sole, row in told if row is not None]


def sole_in_words(assessment: Assessment, sole: Sole) -> str:
    """Who scores what alone."""
    names: dict[Hashable, str] = dict(assessment.names.items())
    what = "everything" if sole.criterion is None else assessment.called[sole.criterion]
    for bid in assessment.bids:
        if bid.id == sole.bid:
            what = f"a part of the bid of {assessment.name_of(bid.id)}"
    return f"Only {names.get(sole.person, 'a former colleague')} scores {what}."


def scored_alone_in_words(
    result: Mapping[str, Any], questions: Sequence[Question], clauses: Sequence[Clause]
) -> tuple[str, ...]:
    """What of a kept ranking one person alone scored, and why, for everybody: it names nobody.
    Rankings of before do not say it."""
    called = {str(row.id): f"Question {row.number}" for row in questions}
    called |= {str(row.id): f"Clause {row.number}" for row in clauses}
    return tuple(
        f"{'A part of one bid' if row['bid'] else called.get(row['criterion'], 'Everything')}: "
        f"{row['reason']}"
        for row in result.get("panel", {}).get("alone_because", ())
    )


def scored_by_as_json(assessment: Assessment, lot: Lot) -> dict[str, Any]:
    """By how many people each criterion of each bid was scored that counts for a lot, and why where
    it was one: no names, because it is published with the award."""
    counted = [
        bid.id
        for bid in assessment.bids_for(lot)
        if assessment.disregarded_because(bid.id, lot.id) is None
    ]
    return {
        **panel_as_json(assessment.panel, counted),
        "alone_because": [
            {
                "criterion": None if sole.criterion is None else str(sole.criterion),
                "bid": None if sole.bid is None else str(sole.bid),
                "reason": row.reason,
            }
            for sole, row in explained_of(assessment)
            if sole.bid is None or sole.bid in counted
        ],
    }
