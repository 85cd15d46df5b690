"""What is each supplier told about the assessment of its bid, and is it fit to send?

Procurement Act 2023, s50 and the Procurement Regulations 2024, reg 31: for each
assessed tender the criteria, the scores available and given with an explanation
by reference to the tender, and the totals; a supplier that did not win also gets
why, and the same information about the winner. It is built from the record and
never written by hand.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from procurement.assessment.assessment_method import AssessedBid, Component, Method
from procurement.assessment.evaluation import BidResult, Result, disregarded_in_words
from procurement.assessment.moderation import (
    AgreedScore,
    IndividualScore,
    agreement_faults,
    reason_faults,
)
from procurement.assessment.score_steps import Step, steps
from procurement.assessment.social_value import SocialValueScore
from procurement.assessment.tie import by_in_words, tie_of
from procurement.ground.exact import Exact, four_places, plain
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class SupplierDetails:
    """A supplier as reg 31 names it; every member of a consortium, the lead first."""

    name: str
    address: str
    identifier: str


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion or question as published: its title and how it was scored."""

    title: str
    how_scored: str


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """Everything that one lot's assessment left on record.

    ``texts`` is keyed by component (``price``, ``quality``, ``social_value``),
    question id and clause id; ``agreed`` and ``individual`` by bid, then question;
    ``social_value_reasons`` by bid, then clause; ``panels``, who scores it, by bid, then
    question or clause.
    """

    authority: str
    procurement: str
    lot: str
    method: Method
    bids: tuple[AssessedBid, ...]
    result: Result
    winner: Hashable
    panels: Mapping[Hashable, Mapping[Hashable, frozenset[Hashable]]]
    parties: Mapping[Hashable, tuple[SupplierDetails, ...]]
    texts: Mapping[Hashable, CriterionText]
    individual: Mapping[Hashable, Mapping[Hashable, Sequence[IndividualScore]]]
    agreed: Mapping[Hashable, Mapping[Hashable, AgreedScore]]
    social_value: Mapping[Hashable, SocialValueScore] = field(default_factory=dict)
    clause_weights: Mapping[Hashable, Exact] = field(default_factory=dict)
    social_value_reasons: Mapping[Hashable, Mapping[Hashable, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """One award criterion or sub-criterion with what it earned; numbers as shown to people."""

    title: str
    importance: str
    how_scored: str
    available: str
    score: str
    explanation: str
    sub_criteria: tuple["CriterionSummary", ...] = ()


@dataclass(frozen=True, slots=True)
class AssessedTender:
    """One supplier's assessed tender: who, each criterion, total; the same form for the winner."""

    parties: tuple[SupplierDetails, ...]
    criteria: tuple[CriterionSummary, ...]
    total: str | None
    rank: int | None
    disregarded: str | None


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """What one supplier is sent; ``winner`` and ``why_not`` only for those that did not win."""

    authority: str
    procurement: str
    lot: str
    own: AssessedTender
    steps: tuple[Step, ...]
    why_not: str | None = None
    winner: AssessedTender | None = None


def assessment_summary(record: AssessmentRecord, bid_id: Hashable) -> AssessmentSummary:
    """The summary for one assessed bid. Refuses a record with the faults of ``check_record``."""
    check_record(record)
    own = _assessed(record, bid_id)
    own_steps = steps(record.method, record.bids, record.result)[bid_id]
    if bid_id == record.winner:
        return AssessmentSummary(record.authority, record.procurement, record.lot, own, own_steps)
    winner = _assessed(record, record.winner)
    return AssessmentSummary(
        record.authority,
        record.procurement,
        record.lot,
        own,
        own_steps,
        why_not=_why_not(record, bid_id),
        winner=winner,
    )


def check_record(record: AssessmentRecord) -> None:
    """Refuses missing reasons, comparisons between bids and agreement without a record."""
    refuse_if_any(
        [
            Refusal(f"{_who(record, bid.id)}, {where}: {fault}", field=fault.field)
            for bid in record.bids
            if bid.was_assessed
            for where, fault in _faults_of_bid(record, bid.id)
        ]
    )


def _faults_of_bid(record: AssessmentRecord, bid_id: Hashable) -> Iterable[tuple[str, Refusal]]:
    own = {party.name for party in record.parties[bid_id]}
    others = sorted({party.name for parties in record.parties.values() for party in parties} - own)
    agreed = record.agreed.get(bid_id, {})
    for question in record.method.questions:
        where = record.texts[question.id].title
        if question.id not in agreed:
            yield where, Refusal("The panel has not agreed a score with a reason yet.")
            continue
        alone = record.individual.get(bid_id, {}).get(question.id, ())
        panel = record.panels[bid_id][question.id]
        for fault in agreement_faults(
            panel, alone, agreed[question.id], record.method.scale, others
        ):
            yield where, fault
    yield from _clause_faults(record, bid_id, others)


def _clause_faults(
    record: AssessmentRecord, bid_id: Hashable, others: Sequence[str]
) -> Iterable[tuple[str, Refusal]]:
    for clause in record.clause_weights:
        reason = record.social_value_reasons.get(bid_id, {}).get(clause, "")
        for fault in reason_faults(reason, others):
            yield record.texts[clause].title, fault


def _assessed(record: AssessmentRecord, bid_id: Hashable) -> AssessedTender:
    """A bid that was scored and then disregarded is told its scores and reasons like any other."""
    result, figures = record.result.of(bid_id), _figures(record, bid_id)
    return AssessedTender(
        parties=record.parties[bid_id],
        criteria=() if figures.has_no_scores else tuple(_criteria(record, figures, result)),
        total=_shown(result.total),
        rank=result.rank,
        disregarded=_disregarded(record, bid_id),
    )


def _figures(record: AssessmentRecord, bid_id: Hashable) -> AssessedBid:
    return next(bid for bid in record.bids if bid.id == bid_id)


def _disregarded(record: AssessmentRecord, bid_id: Hashable) -> str | None:
    names = {question: text.title for question, text in record.texts.items()}
    figures, result = _figures(record, bid_id), record.result.of(bid_id)
    return disregarded_in_words(record.method, figures, result, names)


def _criteria(
    record: AssessmentRecord, bid: AssessedBid, result: BidResult
) -> Iterable[CriterionSummary]:
    method = record.method
    price = _working(record, bid.id, Component.PRICE) or f"A price of {bid.price}."
    yield _criterion(record, Component.PRICE, method.price_weight, result.price_score, price)
    yield _criterion(
        record,
        Component.QUALITY,
        method.quality_weight,
        result.quality_score,
        "The sum of the questions below, each by its weight.",
        tuple(
            _question(record, bid, question.id, question.weight) for question in method.questions
        ),
    )
    yield _criterion(
        record,
        Component.SOCIAL_VALUE,
        method.social_value_weight,
        result.social_value_score,
        f"{plain(bid.social_value)} out of 100, by its weight.",
        tuple(_clauses(record, bid.id)),
    )


def _criterion(
    record: AssessmentRecord,
    component: Component,
    weight: Exact,
    score: Exact | None,
    explanation: str,
    parts: tuple[CriterionSummary, ...] = (),
) -> CriterionSummary:
    text = record.texts[component]
    return CriterionSummary(
        text.title,
        f"{plain(weight)}%",
        text.how_scored,
        plain(weight),
        _shown(score) or "not scored",
        explanation,
        parts,
    )


def _question(
    record: AssessmentRecord, bid: AssessedBid, question: Hashable, weight: Exact
) -> CriterionSummary:
    text = record.texts[question]
    return CriterionSummary(
        text.title,
        f"{plain(weight)}% of quality",
        text.how_scored,
        plain(record.method.scale),
        plain(bid.scores[question]),
        record.agreed[bid.id][question].reason,
    )


def _clauses(record: AssessmentRecord, bid_id: Hashable) -> Iterable[CriterionSummary]:
    if bid_id not in record.social_value:
        return
    for part in record.social_value[bid_id].clauses:
        text = record.texts[part.clause]
        weight = record.clause_weights[part.clause]
        yield CriterionSummary(
            text.title,
            f"{plain(weight)}% of social value",
            text.how_scored,
            plain(weight),
            four_places(part.earned),
            record.social_value_reasons[bid_id][part.clause],
        )


def _why_not(record: AssessmentRecord, bid_id: Hashable) -> str:
    own, winner = record.result.of(bid_id), record.result.of(record.winner)
    if own.disregarded is not None:
        return f"The bid was disregarded. {_disregarded(record, bid_id)}"
    tie = tie_of(record.method, record.bids, record.result.ranking, record.winner, bid_id)
    if tie is not None:
        equal = f"The bid came number {own.rank}. It has the same result as the winning bid; "
        if tie.by is None:
            return f"{equal}nothing in the published method parts them, so the buyer chose."
        return f"{equal}by the published rule for equal bids {by_in_words(tie.by)} decided."
    measure = "pence per point" if record.method.is_price_per_point else "points"
    mine, theirs = (
        _shown(result.pence_per_point if record.method.is_price_per_point else result.total)
        for result in (own, winner)
    )
    return (
        f"The bid came number {own.rank} with {mine} {measure}; "
        f"the winning bid came number {winner.rank} with {theirs} {measure}."
    )


def _working(record: AssessmentRecord, bid_id: Hashable, component: Component) -> str:
    own_steps = steps(record.method, record.bids, record.result)[bid_id]
    return next((step.working for step in own_steps if step.component is component), "")


def _who(record: AssessmentRecord, bid_id: Hashable) -> str:
    return record.parties[bid_id][0].name


def _shown(number: Exact | None) -> str | None:
    return None if number is None else four_places(number)
