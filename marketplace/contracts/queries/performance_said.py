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
    found = public_breaches(contract)
    return {
        **said("indicators=indicators.title", *_indicators(contract, performance)),
        **said("ratings=indicator_ratings.rating", *_ratings(performance, found)),
        **said("breach=contract_breaches.event", *_breaches(performance, found)),
    }


def public_breaches(contract: Contract) -> Sequence[RecordedBreach]:
    """Those of which a notice is owed, the newest first."""
    return [one for one in breaches_of(contract) if one.due_on is not None]


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


def ratings_told(performance: Performance, found: Sequence[RecordedBreach]) -> Sequence[Assessed]:
    """The assessments that the next notice publishes, the oldest first; where none waits the last,
    unless the notice is one of a breach alone."""
    waiting = [one for one in performance.assessments if one.row.notice_id is None]
    if not waiting and any(one.is_to_publish for one in found):
        return []
    return [*reversed(waiting or performance.assessments[:1])]


def breaches_told(
    performance: Performance, found: Sequence[RecordedBreach]
) -> Sequence[RecordedBreach]:
    """The breaches that the next notice publishes, the oldest first, of those that it may; where none
    waits the last, unless the notice is one of ratings alone."""
    waiting = [one for one in found if one.is_to_publish]
    if not waiting and any(one.row.notice_id is None for one in performance.assessments):
        return []
    return [*reversed(waiting or found[:1])]


def _ratings(performance: Performance, found: Sequence[RecordedBreach]) -> Iterator[str]:
    told = ratings_told(performance, found)
    if not told and any(one.is_to_publish for one in found):
        yield "This notice tells of a breach, and rates nothing."
    for one in told:
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
    told = breaches_told(performance, found)
    if not told and any(one.row.notice_id is None for one in performance.assessments):
        yield "This notice rates the indicators, and tells of no breach."
    for one in told:
        yield from in_words(one.row.said, one.row.consequence)
        if one.row.answer:
            yield f"The supplier says: {one.row.answer}"
