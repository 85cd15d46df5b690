"""What do the rules of tendering say? Scores, standstill, social value, consortium, a change."""

from collections.abc import Iterable
from datetime import datetime

import click

from marketplace.commands.answers import Answer, answers, read_object
from procurement.assessment import social_value as social_value_rules
from procurement.assessment.assessment_method import Component
from procurement.assessment.evaluation import score as score_bids
from procurement.assessment.evaluation_record import (
    evaluation_from_json,
    result_as_json,
    social_value_from_json,
)
from procurement.contracts.contract_change import ContractChange, judged
from procurement.ground.exact import exact, four_places
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import earliest_signing, standstill_ends
from procurement.tendering.price_formula import PriceFormula
from procurement.tendering.regime import Regime, Subject

_NUMBER = {"type": ["number", "string"]}
_PENCE = {"type": "integer", "minimum": 0}
_NUMBERS = {"type": "object", "additionalProperties": _NUMBER}
_ID = {"type": "string", "minLength": 1}


def _object(required: dict[str, Answer], optional: dict[str, Answer] | None = None) -> Answer:
    """The JSON Schema of an object with these keys and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: Answer) -> Answer:
    return {"type": "array", "items": of}


_SCORE = _object(
    {
        "price": _object(
            {"weight": _NUMBER, "formula": {"enum": [str(formula) for formula in PriceFormula]}},
            {"parameters": _object({}, {"floor_pence": _PENCE, "ceiling_pence": _PENCE})},
        ),
        "quality": _object(
            {
                "weight": _NUMBER,
                "scale": _NUMBER,
                "questions": _list(_object({"id": _ID, "weight": _NUMBER}, {"minimum": _NUMBER})),
            }
        ),
        "social_value": _object({"weight": _NUMBER}),
        "bids": _list(
            _object(
                {"id": _ID, "price_pence": _PENCE, "scores": _NUMBERS, "social_value": _NUMBER},
                {"drawn": {"type": "integer", "minimum": 0}},
            )
        ),
    },
    {"tie_break": _list({"enum": [str(component) for component in Component]})},
)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Columns as wide as their widest cell."""
    cells = [list(head), *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cell(value: object) -> str:
    return "–" if value is None else str(value)


def _score_in_words(answer: Answer) -> str:
    heads = {
        "rank": "Rank",
        "id": "Bid",
        "price_score": "Price",
        "quality_score": "Quality",
        "social_value_score": "Social value",
        "total": "Total",
        "pence_per_point": "Pence per point",
        "disregarded": "Disregarded",
    }
    keys = [key for key in heads if any(bid.get(key) is not None for bid in answer["bids"])]
    lines = [_table([heads[k] for k in keys], [[b.get(k) for k in keys] for b in answer["bids"]])]
    for warned in answer["warnings"]:
        if warned["code"] == "zero_price":
            lines.append(f"Warning: the price of bid {warned['bid']} is zero.")
        else:
            lines.append(
                f"Warning: bid {warned['bid']} does not win, yet without it "
                f"{warned['first_without']} would be first."
            )
    return "\n".join(lines)


@click.command()
@click.argument("file")
@answers(_score_in_words)
def score(file: str) -> Answer:
    """Weigh and rank the bids in FILE (JSON; - for standard input).

    All arithmetic is exact. A bid below a question's minimum is disregarded and
    plays no part in any other bid's score. Weights and scores are numbers or
    decimal strings. In the tie-break a lower price comes first, and more quality
    or social value as scored, before weights. Where a formula would divide by
    zero, a zero price takes the weight and the others nothing; where every
    price is zero, mean_relative gives each half the weight. A floor or ceiling
    under a formula other than benchmark is a fault.
    """
    method, bids = evaluation_from_json(read_object(file, _SCORE))
    return result_as_json(method, score_bids(method, bids))


def _standstill_in_words(answer: Answer) -> str:
    return (
        f"The standstill ends at the end of {answer['ends']}; "
        f"the contract may be signed from {answer['earliest_signing']}."
    )


@click.command()
@click.option(
    "--published",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the contract award notice (UK6) was published.",
)
@answers(_standstill_in_words)
def standstill(published: datetime) -> Answer:
    """When does the standstill end, and when may the contract be signed?

    Eight working days beginning with the day of publication (Procurement Act
    2023, s51); a bank holiday in any part of the UK is not a working day.
    """
    day = published.date()
    return {
        "ends": standstill_ends(day).isoformat(),
        "earliest_signing": earliest_signing(day).isoformat(),
    }


_SOCIAL_VALUE = _object(
    {
        "scale": _NUMBER,
        "clauses": _list(
            _object(
                {"id": _ID, "weight": _NUMBER, "target": _NUMBER, "quantity_share": _NUMBER},
                {"minimum": _NUMBER},
            )
        ),
        "bids": _list(_object({"id": _ID, "commitments": _NUMBERS}, {"credibility": _NUMBERS})),
    }
)


def _social_value_in_words(answer: Answer) -> str:
    rows = [(bid["id"], bid["score"], ", ".join(bid["failed"]) or "none") for bid in answer["bids"]]
    return _table(["Bid", "Score", "Clauses below their minimum"], rows)


@click.command()
@click.argument("file")
@answers(_social_value_in_words)
def social_value(file: str) -> Answer:
    """Score the commitments in FILE (JSON; - for standard input) from 0 to 100.

    A clause that a bid does not mention counts as a commitment of 0. Numbers
    are numbers or decimal strings.
    """
    given = read_object(file, _SOCIAL_VALUE)
    scores = social_value_rules.score(*social_value_from_json(given))
    return {
        "bids": [
            {"id": score.bid, "score": four_places(score.score), "failed": list(score.failed)}
            for score in scores
        ]
    }


_CONSORTIUM = _object(
    {
        "required": _NUMBERS,
        "enterprises": _list(_object({"id": _ID, "capacity": _NUMBERS, "distance_km": _NUMBER})),
    },
    {
        "not_together": _list({"type": "array", "items": _ID, "minItems": 2, "maxItems": 2}),
        "seconds": {"type": "number", "exclusiveMinimum": 0},
    },
)


def _consortium_in_words(answer: Answer) -> str:
    if answer["proven"]:
        proof = "Proven: no consortium is smaller, and none of this size is nearer."
    elif answer["size_proven"]:
        proof = "Proven: no consortium is smaller. There may be a nearer one of this size."
    else:
        proof = "Not proven: there may be a smaller one."
    return (
        f"{answer['size']} members, {answer['distance_km']} km in all: "
        f"{', '.join(answer['members'])}.\n{proof}"
    )


@click.command()
@click.argument("file")
@answers(_consortium_in_words)
def consortium(file: str) -> Answer:
    """Find the fewest enterprises in FILE (JSON; - for standard input) that can do the work.

    Capacities add up to what is required; among the smallest consortia, the one
    of the least total distance. What is not proven within the seconds given (10)
    is the best that was found.
    """
    # here, so that the other calculators need not wait for the solver to load
    from procurement.bidding.smallest_consortium import Enterprise, smallest_consortium  # noqa: PLC0415 help stays quick

    given = read_object(file, _CONSORTIUM)
    enterprises = [
        Enterprise(
            enterprise["id"],
            {name: exact(amount) for name, amount in enterprise["capacity"].items()},
            exact(enterprise["distance_km"]),
        )
        for enterprise in given["enterprises"]
    ]
    answer = smallest_consortium(
        {name: exact(amount) for name, amount in given["required"].items()},
        enterprises,
        [(first, second) for first, second in given.get("not_together", [])],
        float(given.get("seconds", 10)),
    )
    distance = answer.distance_km
    return {
        "members": list(answer.members),
        "size": answer.size,
        "distance_km": distance if isinstance(distance, int) else float(distance),
        "size_proven": answer.size_proven,
        "proven": answer.proven,
    }


_DAYS = {"type": "integer", "minimum": 1}
_YES_OR_NO = {"type": "boolean"}
_CHANGE = _object(
    {
        "regime": {"enum": [str(regime) for regime in Regime]},
        "subject": {"enum": [str(subject) for subject in Subject]},
        "value_before_pence": _PENCE,
        "value_after_pence": _PENCE,
        "term_before_days": _DAYS,
        "term_after_days": _DAYS,
    },
    {
        "changes_scope_materially": _YES_OR_NO,
        "favours_supplier": _YES_OR_NO,
        "changes_supplier": _YES_OR_NO,
        "is_restructuring": _YES_OR_NO,
        "schedule_8_reason": {"type": "string"},
        "threshold_pence": _PENCE,
        "earlier_small_changes_pence": _PENCE,
    },
)


def _change_in_words(answer: Answer) -> str:
    permitted = "Permitted" if answer["permitted"] else "Not permitted"
    grounds = ", ".join(ground.replace("_", " ") for ground in answer["grounds"])
    return "\n".join([f"{permitted}{f': {grounds}' if grounds else ''}.", *answer["sentences"]])


@click.command()
@click.argument("file")
@answers(_change_in_words)
def change(file: str) -> Answer:
    """May the contract in FILE (JSON; - for standard input) be changed, and is a notice owed?

    Procurement Act 2023, ss74, 75 and 77. Values include VAT. Without
    threshold_pence no change counts as a below-threshold one.
    """
    given = read_object(file, _CHANGE)
    threshold = given.get("threshold_pence")
    wanted = ContractChange(
        regime=Regime(given["regime"]),
        subject=Subject(given["subject"]),
        value_before=Money(given["value_before_pence"]),
        value_after=Money(given["value_after_pence"]),
        term_before=given["term_before_days"],
        term_after=given["term_after_days"],
        changes_scope_materially=given.get("changes_scope_materially", False),
        favours_supplier=given.get("favours_supplier", False),
        threshold=None if threshold is None else Money(threshold),
        earlier_small_changes=Money(given.get("earlier_small_changes_pence", 0)),
        changes_supplier=given.get("changes_supplier", False),
        is_restructuring=given.get("is_restructuring", False),
        schedule_8_reason=given.get("schedule_8_reason", ""),
    )
    try:
        found = judged(wanted)
    except Refusal as no:
        return {"permitted": False, "grounds": [], "needs_notice": False, "sentences": [str(no)]}
    return {
        "permitted": True,
        "grounds": [str(ground) for ground in found.grounds],
        "needs_notice": found.needs_notice,
        "sentences": list(found.sentences),
    }
