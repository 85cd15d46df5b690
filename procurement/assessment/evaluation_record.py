"""How is an evaluation written down, so that anyone can work it out again?

The JSON forms of ``calc score``: what went in, and what came out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from procurement.assessment.assessment_method import AssessedBid, Component, Method, Question
from procurement.assessment.evaluation import BidResult, Result
from procurement.assessment.score_steps import steps
from procurement.assessment.social_value import Clause, Commitments
from procurement.ground.exact import Exact, exact, four_places
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceFormula, PriceMethod

Json = dict[str, Any]


def evaluation_as_json(method: Method, bids: Sequence[AssessedBid]) -> Json:
    """Method and figures as the object that ``calc score`` reads; numbers as exact text."""
    limits = {"floor_pence": method.price.floor, "ceiling_pence": method.price.ceiling}
    return {
        "price": {
            "weight": number_as_json(method.price_weight),
            "formula": str(method.price.formula),
            "parameters": {key: limit.pence for key, limit in limits.items() if limit is not None},
        },
        "quality": {
            "weight": number_as_json(method.quality_weight),
            "scale": number_as_json(method.scale),
            "questions": [_question_as_json(question) for question in method.questions],
        },
        "social_value": {"weight": number_as_json(method.social_value_weight)},
        "tie_break": [str(component) for component in method.tie_break],
        "bids": [_bid_as_json(bid) for bid in bids],
    }


def evaluation_from_json(record: Mapping[str, Any]) -> tuple[Method, tuple[AssessedBid, ...]]:
    """Method and figures from that object, of the right shape. Raises Refusal(s)."""
    price, quality = record["price"], record["quality"]
    limits = price.get("parameters", {})
    method = Method(
        price=PriceMethod(
            PriceFormula(price["formula"]),
            _money(limits.get("floor_pence")),
            _money(limits.get("ceiling_pence")),
        ),
        price_weight=exact(price["weight"]),
        quality_weight=exact(quality["weight"]),
        social_value_weight=exact(record["social_value"]["weight"]),
        scale=exact(quality["scale"]),
        questions=tuple(_question(question) for question in quality["questions"]),
        tie_break=tuple(Component(component) for component in record.get("tie_break", [])),
    )
    return method, tuple(_bid(bid) for bid in record["bids"])


def social_value_as_json(
    clauses: Sequence[Clause],
    scale: int,
    made: Sequence[Commitments],
) -> dict[str, Any]:
    """The object that ``calc social-value`` reads, numbers as exact text."""
    return {
        "scale": scale,
        "clauses": [
            {
                "id": str(clause.id),
                "weight": number_as_json(clause.weight),
                "target": number_as_json(clause.target),
                "quantity_share": number_as_json(clause.quantity_share),
            }
            | ({} if clause.minimum is None else {"minimum": number_as_json(clause.minimum)})
            for clause in clauses
        ],
        "bids": [
            {
                "id": str(one.bid),
                "commitments": {
                    str(key): number_as_json(value) for key, value in one.quantities.items()
                },
                "credibility": {
                    str(key): number_as_json(value) for key, value in one.credibility.items()
                },
            }
            for one in made
        ],
    }


def social_value_from_json(
    record: Mapping[str, Any],
) -> tuple[list[Clause], Exact, list[Commitments]]:
    """Clauses, scale and what was promised from that object, of the right shape. Raises Refusal(s)."""
    clauses = [
        Clause(
            clause["id"],
            exact(clause["weight"]),
            exact(clause["target"]),
            exact(clause["quantity_share"]),
            exact(clause["minimum"]) if "minimum" in clause else None,
        )
        for clause in record["clauses"]
    ]
    made = [
        Commitments(
            bid["id"],
            {key: exact(value) for key, value in bid["commitments"].items()},
            {key: exact(value) for key, value in bid.get("credibility", {}).items()},
        )
        for bid in record["bids"]
    ]
    return clauses, exact(record["scale"]), made


def result_as_json(method: Method, result: Result) -> Json:
    """The answer of ``calc score``: scores to four places, ranking and warnings."""
    return {
        "bids": [_result_as_json(method, bid) for bid in result.bids],
        "ranking": ranking_as_json(result),
        "warnings": [
            {"code": str(warned.code), "bid": str(warned.bid)}
            | (
                {"first_without": str(warned.first_without)}
                if warned.first_without is not None
                else {}
            )
            for warned in result.warnings
        ],
    }


def ranking_as_json(result: Result) -> list[str]:
    """The ids of the bids that are ranked, the first of them first."""
    return [str(bid) for bid in result.ranking]


def first_in(result: Mapping[str, Any]) -> list[str]:
    """The ids of the bids that a kept answer puts first; none where none is ranked."""
    return [bid["id"] for bid in result["bids"] if bid["rank"] == 1]


def steps_as_json(
    method: Method, bids: Sequence[AssessedBid], result: Result
) -> dict[str, list[Json]]:
    """Every step of the arithmetic by bid: component, label, working and value."""
    return {
        str(bid): [
            {
                "component": step.component and str(step.component),
                "label": str(step.label),
                "working": step.working,
                "value": step.value,
            }
            for step in of_bid
        ]
        for bid, of_bid in steps(method, bids, result).items()
    }


def _question_as_json(question: Question) -> Json:
    record: Json = {"id": str(question.id), "weight": number_as_json(question.weight)}
    if question.minimum is not None:
        record["minimum"] = number_as_json(question.minimum)
    return record


def _question(record: Json) -> Question:
    minimum = record.get("minimum")
    return Question(
        record["id"], exact(record["weight"]), None if minimum is None else exact(minimum)
    )


def _bid_as_json(bid: AssessedBid) -> Json:
    record: Json = {
        "id": str(bid.id),
        "price_pence": bid.price.pence,
        "scores": {str(question): number_as_json(given) for question, given in bid.scores.items()},
        "social_value": number_as_json(bid.social_value),
    }
    if bid.disregarded_because is not None:
        record["disregarded_because"] = bid.disregarded_because
    if bid.drawn:
        record["drawn"] = bid.drawn
    return record


def _bid(record: Json) -> AssessedBid:
    return AssessedBid(
        id=record["id"],
        price=Money(record["price_pence"]),
        scores={question: exact(given) for question, given in record["scores"].items()},
        social_value=exact(record["social_value"]),
        disregarded_because=record.get("disregarded_because"),
        drawn=record.get("drawn", 0),
    )


def _result_as_json(method: Method, bid: BidResult) -> Json:
    record: Json = {
        "id": str(bid.id),
        "price_score": _places(bid.price_score),
        "quality_score": _places(bid.quality_score),
        "social_value_score": _places(bid.social_value_score),
        "total": _places(bid.total),
    }
    if method.is_price_per_point:
        record["pence_per_point"] = _places(bid.pence_per_point)
    return record | {"rank": bid.rank, "disregarded": bid.disregarded}


def _money(pence: int | None) -> Money | None:
    return None if pence is None else Money(pence)


def _places(number: Exact | None) -> str | None:
    return None if number is None else four_places(number)


def number_as_json(number: Exact) -> int | str:
    """Whole numbers stay numbers; the rest as a decimal string, never shortened."""
    if isinstance(number, int):
        return number
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
        if digits > 30:
            raise Refusal(f"{number} cannot be written as a decimal number.")
    whole = abs(int(number * 10**digits))
    sign = "-" if number < 0 else ""
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}}"
