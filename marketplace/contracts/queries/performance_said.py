"""What of a contract's performance is recorded for its notices, and where?"""

from collections.abc import Iterator, Sequence

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import Indicator
from marketplace.contracts.queries.breaches import RecordedBreach, breaches_of
from marketplace.contracts.queries.performance import Assessed, Performance, performance_of
from marketplace.engine.shown import day
from marketplace.tendering.queries.notice_said import Recorded, said
from procurement.contracts.breach import in_words
from procurement.contracts.indicator import RATING_WORDS
from procurement.tendering.regime import Regime


def said_of_performance(contract: Contract) -> Recorded:
    """The indicators for the contract details notice (UK7), and the ratings for the contract
    performance notice (UK9), with the breaches that are owed to the public: what no notice has
    published yet, else the last."""
    performance = performance_of(contract)
    found = [one for one in breaches_of(contract) if one.due_on is not None]
    return {
        **said("indicators=indicators.title", *_indicators(contract, performance)),
        **said("ratings=indicator_ratings.rating", *_ratings(performance, found)),
        **said("breach=contract_breaches.event", *_breaches(performance, found)),
    }


def _indicators(contract: Contract, performance: Performance) -> Iterator[str]:
    yield from (indicator_in_words(row) for row in performance.indicators)
    if performance.indicators:
        return
    if not performance.owed and Regime(contract.regime) is Regime.PUBLIC:
        yield "None: up to £5 million, VAT included, the law asks for none (s52)."
    elif not performance.owed:
        yield "None: the law asks for none of a contract like this one (s52)."
    elif performance.why_none:
        yield (
            "None: the performance could not appropriately be assessed by indicators (s52(2)). "
            + performance.why_none
        )


def indicator_in_words(row: Indicator) -> str:
    """One indicator as a notice says it."""
    return f"{row.number}. {row.title}. Target: {row.target}. Measured: {row.measured}"


def _ratings(performance: Performance, found: Sequence[RecordedBreach]) -> Iterator[str]:
    waiting = [one for one in performance.assessments if one.row.notice_id is None]
    if not waiting and any(one.is_to_publish for one in found):
        yield "This notice tells of a breach, and rates nothing."
        return
    for one in reversed(waiting or performance.assessments[:1]):
        yield from _assessment(one)


def _assessment(one: Assessed) -> Iterator[str]:
    row = one.row
    yield f"From {day(row.begins_on)} to {day(row.ends_on)}" + (", the last" * row.is_final) + ":"
    for indicator, rated in one.ratings:
        yield (
            f"{indicator.number}. {indicator.title}: {RATING_WORDS[rated.rating]}. {rated.reason}"
        )
    if row.comment:
        yield f"The supplier says: {row.comment}"


def _breaches(performance: Performance, found: Sequence[RecordedBreach]) -> Iterator[str]:
    waiting = [one for one in found if one.is_to_publish]
    is_of_ratings = any(one.row.notice_id is None for one in performance.assessments)
    if is_of_ratings and not waiting:
        yield "This notice rates the indicators, and tells of no breach."
        return
    for one in reversed(waiting or found[:1]):
        yield from in_words(one.row.said, one.row.consequence)
        if one.row.answer:
            yield f"The supplier says: {one.row.answer}"
