"""Is this tender fit to be published, and where does it stand?"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from procurement.ground.calendar import in_london_words, london_day
from procurement.ground.exact import in_full
from procurement.ground.holidays import SHIPPED, Holidays
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.tendering.award_criteria import (
    ClauseFacts,
    QuestionFacts,
    clause_faults,
    question_faults,
)
from procurement.tendering.lot import LotFacts, limit_faults, lot_faults
from procurement.tendering.minimum_period import Circumstances, Procedure
from procurement.tendering.price_formula import PriceFormula
from procurement.tendering.regime import Regime, longest_payment_term
from procurement.tendering.tie_rule import TieRule
from procurement.tendering.timetable import Timetable, timetable_faults


class TenderState(StrEnum):
    """Closed is not a state: it is published, and past its deadline (see ``is_closed``)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPENED = "opened"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


TENDER: Transitions[TenderState] = Transitions(
    "tender",
    {
        "publish": ({TenderState.DRAFT}, TenderState.PUBLISHED),
        "amend": ({TenderState.PUBLISHED}, TenderState.PUBLISHED),
        "extend": ({TenderState.PUBLISHED}, TenderState.PUBLISHED),
        "open": ({TenderState.PUBLISHED}, TenderState.OPENED),
        "award": ({TenderState.OPENED}, TenderState.AWARDED),
        "reopen": ({TenderState.AWARDED}, TenderState.OPENED),
        "cancel": (
            {TenderState.PUBLISHED, TenderState.OPENED, TenderState.AWARDED},
            TenderState.CANCELLED,
        ),
    },
)
"""``award`` when every lot is decided; ``reopen`` when one is undecided again; ``cancel``, until a
contract is signed, owes a termination notice (s55)."""

STANDARD_PAYMENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """A tender as it stands in front of suppliers; weights are out of 100."""

    id: Hashable
    title: str
    description: str
    regime: Regime
    procedure: Procedure
    lots: tuple[LotFacts, ...]
    price_weight: Decimal
    quality_weight: Decimal
    social_value_weight: Decimal
    price_formula: PriceFormula
    tie_rule: TieRule | None
    scale: int
    questions: tuple[QuestionFacts, ...]
    clauses: tuple[ClauseFacts, ...]
    timetable: Timetable
    undivided_reason: str = ""
    circumstances: Circumstances = field(default_factory=Circumstances)
    payment_days: int = STANDARD_PAYMENT_DAYS
    payment_reason: str = ""
    holidays: Holidays = SHIPPED

    @property
    def closes_at(self) -> datetime:
        return self.timetable.closes_at


def is_closed(closes_at: datetime, now: datetime) -> bool:
    """Exactly at the deadline is closed."""
    return now >= closes_at


def before_closing(closes_at: datetime, now: datetime) -> None:
    """Refuses at the deadline and after it."""
    if is_closed(closes_at, now):
        raise Refusal(f"The deadline passed at {in_london_words(closes_at)}.")


def after_closing(closes_at: datetime, now: datetime) -> None:
    """Refuses before the deadline."""
    if not is_closed(closes_at, now):
        raise Refusal(f"This can be done from the deadline on: {in_london_words(closes_at)}.")


def before_publishing(facts: TenderFacts, now: datetime) -> None:
    """Refuses, with a sentence and a ``field`` for each fault, a tender unfit to be published.

    Fields are the names in TenderFacts and Timetable; of a list, ``questions-0-weight``.
    The tender is published on the London day of ``now``, whatever the draft said.
    """
    refuse_if_any(
        [
            *_text_faults(facts),
            *lot_faults(facts.lots, facts.undivided_reason),
            *_weight_faults(facts),
            *_formula_faults(facts),
            *_tie_faults(facts),
            *question_faults(facts.questions, facts.quality_weight, facts.scale),
            *clause_faults(facts.clauses, facts.social_value_weight),
            *_payment_faults(facts),
            *_time_faults(facts, now),
        ]
    )


def _text_faults(facts: TenderFacts) -> list[Refusal]:
    faults = []
    if not facts.title.strip():
        faults.append(Refusal("Give the tender a title.", field="title"))
    if not facts.description.strip():
        faults.append(
            Refusal("Describe what is bought, so that suppliers can decide.", field="description")
        )
    return faults


def _weight_faults(facts: TenderFacts) -> list[Refusal]:
    weights = {
        "price_weight": facts.price_weight,
        "quality_weight": facts.quality_weight,
        "social_value_weight": facts.social_value_weight,
    }
    faults = [
        Refusal("A weight cannot be below 0.", field=name)
        for name, weight in weights.items()
        if weight < 0
    ]
    if sum(weights.values()) != 100:
        faults.append(
            Refusal(
                "Price, quality and social value must add up to 100; they add up to "
                f"{in_full(sum(weights.values()))}.",
                field="price_weight",
            )
        )
    return faults


def _formula_faults(facts: TenderFacts) -> list[Refusal]:
    faults = limit_faults(facts.lots, facts.price_formula)
    by_points = facts.price_formula is PriceFormula.PRICE_PER_QUALITY_POINT
    if by_points and facts.price_weight != 0:
        faults.append(
            Refusal(
                "Under price per quality point the price has no weight of its own: "
                "quality and social value add up to 100.",
                field="price_weight",
            )
        )
    return faults


def _tie_faults(facts: TenderFacts) -> list[Refusal]:
    """What decides between equal bids is part of the methodology that is published (s23)."""
    if facts.tie_rule is None:
        return [Refusal("Choose what decides if two bids come out equal.", field="tie_rule")]
    return []


def _payment_faults(facts: TenderFacts) -> list[Refusal]:
    most = longest_payment_term(facts.regime)
    if facts.payment_days < 0 or facts.payment_days > most:
        law = (
            "the most between private parties without an express, fair agreement"
            if facts.regime is Regime.PRIVATE
            else "the most that the law lets a public buyer take"
        )
        return [
            Refusal(
                f"The payment term must be 0 to {most} days: {most} is {law}.", field="payment_days"
            )
        ]
    if facts.payment_days > STANDARD_PAYMENT_DAYS and not facts.payment_reason.strip():
        return [
            Refusal(
                f"Payment here is within {STANDARD_PAYMENT_DAYS} days. Give a reason for a longer "
                "term: it is published with the tender.",
                field="payment_reason",
            )
        ]
    return []


def _time_faults(facts: TenderFacts, now: datetime) -> list[Refusal]:
    faults = []
    if facts.closes_at <= now:
        faults.append(
            Refusal(
                f"The deadline, {in_london_words(facts.closes_at)}, has already passed.",
                field="closes_at",
            )
        )
    plan = replace(facts.timetable, published_on=london_day(now))
    faults += timetable_faults(plan, facts.regime, facts.circumstances, facts.holidays)
    return faults + _days_of_lots(facts, plan)


def _days_of_lots(facts: TenderFacts, plan: Timetable) -> list[Refusal]:
    """What the law says of the first day holds for a lot that begins on a day of its own."""
    return [
        Refusal(f"Lot {index + 1}: {fault}", field=f"lots-{index}-starts_on")
        for index, lot in enumerate(facts.lots)
        if lot.starts_on and lot.starts_on != plan.starts_on
        for fault in timetable_faults(
            replace(plan, starts_on=lot.starts_on),
            facts.regime,
            facts.circumstances,
            facts.holidays,
        )
        if fault.field == "starts_on"
    ]
