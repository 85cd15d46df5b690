"""How does a remembered tender look to the rules?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from invoicing.billing.vat import Vat, vat_rate
from marketplace.organisations.queries.law import known_figures, known_holidays
from marketplace.tendering.models.tenders import Clause, Lot, Question, Tender
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tenders import TenderParts
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.organisations.organisation import Kind
from procurement.tendering.award_criteria import ClauseFacts, QuestionFacts
from procurement.tendering.estimate import LotEstimate, lot_estimates, sums_of, whole_of
from procurement.tendering.lot import LotFacts
from procurement.tendering.minimum_period import Circumstances, Procedure
from procurement.tendering.price_formula import PriceFormula, PriceMethod
from procurement.tendering.tender import TenderFacts, before_publishing
from procurement.tendering.timetable import Timetable, planned_forward

PROCEDURE = Procedure.OPEN
"""Every tender here is an open competition: one stage, anybody may bid."""

CIRCUMSTANCES = Circumstances()
"""Bids come electronically and every document stands with the notice (s54)."""


def timetable_of(tender: Tender, published_on: date) -> Timetable | None:
    """The dates of the tender, or None while any of them is missing."""
    match tender:
        case Tender(
            questions_until=datetime() as questions_until,
            answers_by=date() as answers_by,
            closes_at=datetime() as closes_at,
            award_on=date() as award_on,
            starts_on=date() as starts_on,
        ):
            return Timetable(
                published_on, questions_until, answers_by, closes_at, award_on, starts_on
            )
    return None


def tender_facts(
    tender: Tender, parts: TenderParts, buyer: Kind, now: datetime, plan: Timetable | None = None
) -> TenderFacts:
    """The facts of a tender with a whole timetable, or with ``plan`` in its place.

    The ids of lots, questions and clauses are those of their rows.
    """
    published_on = london_day(tender.published_at or now)
    plan = timetable_of(tender, published_on) or plan
    if plan is None:
        raise Refusal("Plan the timetable.", field="timetable")
    return TenderFacts(
        id=tender.id,
        title=tender.title,
        description=tender.description,
        regime=regime_for(tender, buyer, london_day(now)),
        procedure=PROCEDURE,
        lots=tuple(lot_facts(lot, tender) for lot in parts.lots),
        price_weight=tender.price_weight,
        quality_weight=tender.quality_weight,
        social_value_weight=tender.social_value_weight,
        price_formula=PriceFormula(tender.price_formula),
        tie_rule=tender.tie_rule,
        scale=tender.scale,
        questions=tuple(_question(question) for question in parts.questions),
        clauses=tuple(_clause(clause) for clause in parts.clauses),
        timetable=plan,
        undivided_reason=tender.no_lots_reason,
        circumstances=CIRCUMSTANCES,
        payment_days=tender.payment_days,
        payment_reason=tender.payment_reason,
        holidays=known_holidays(),
    )


def price_method(tender: Tender, lot: Lot) -> PriceMethod:
    """How the price of a lot earns points; refuses where the formula lacks a limit."""
    formula = PriceFormula(tender.price_formula)
    if formula is PriceFormula.BENCHMARK:
        return PriceMethod(formula, lot.floor, lot.ceiling)
    return PriceMethod(formula)


def publishing_faults(
    tender: Tender, parts: TenderParts, buyer: Kind, now: datetime
) -> list[Refusal]:
    """Everything that keeps a version from being published, a Refusal each; fields as in the rules.

    A date that is still missing is one fault; all else is judged beside it.
    """
    faults: list[Refusal] = []
    if tender.ends_on and tender.starts_on and tender.ends_on < tender.starts_on:
        faults.append(Refusal("The contract ends before it begins.", field="ends_on"))
    today = london_day(now)
    try:
        plan = timetable_of(tender, today)
        if plan is None:
            faults.append(Refusal("Plan the timetable.", field="timetable"))
            law = regime_for(tender, buyer, today)
            plan = planned_forward(today, law, CIRCUMSTANCES, holidays=known_holidays())
        before_publishing(tender_facts(tender, parts, buyer, now, plan), now)
    except Refusals as several:
        faults += several.faults
    except Refusal as refusal:
        faults.append(refusal)
    return faults


def lot_facts(lot: Lot, tender: Tender) -> LotFacts:
    """The lot with its own days, or those of its tender."""
    return LotFacts(
        lot.id,
        lot.title,
        lot.description,
        lot.estimate,
        lot.floor,
        lot.ceiling,
        *lot.days(tender),
        lot.beyond,
        lot.options_estimate,
        lot.extension_estimate,
        lot.vat_percent,
    )


def _question(question: Question) -> QuestionFacts:
    return QuestionFacts(
        question.id,
        question.text,
        question.weight,
        question.word_limit,
        question.minimum,
        question.asked,
    )


def _clause(clause: Clause) -> ClauseFacts:
    return ClauseFacts(
        clause.id,
        clause.text,
        clause.unit,
        clause.weight,
        clause.target,
        clause.minimum,
        clause.quantity_share,
    )


Made = tuple[LotEstimate, ...]
"""Of what an estimate is made up, lot by lot."""


def standard_vat(tender: Tender, today: date) -> Decimal:
    """The standard rate in per cent on the day of publication, or today while it is a draft."""
    on = london_day(tender.published_at) if tender.published_at else today
    return vat_rate(Vat.STANDARD, on, known_figures())


def estimated_from(
    tender: Tender, lots: Sequence[Lot], today: date
) -> tuple[Money | None, Money | None]:
    """With VAT: what is agreed at first, and what may be added; None while a lot has no estimate."""
    return sums_of(_estimates(tender, lots, today))


def made_of(tender: Tender, lots: Sequence[Lot], today: date) -> Made:
    """What each lot adds to the estimate; nothing where that does not come to it: older tenders
    were estimated as a whole."""
    parts = _estimates(tender, lots, today)
    return parts if whole_of(parts) == tender.whole_estimate else ()


def _estimates(tender: Tender, lots: Sequence[Lot], today: date) -> Made:
    facts = [lot_facts(lot, tender) for lot in lots]
    return lot_estimates(facts, standard_vat(tender, today))
