from dataclasses import replace
from datetime import date

import pytest

from procurement.assessment.award import AwardFacts
from procurement.assessment.legal_claim import (
    before_resuming,
    before_suspending,
    claim_dates,
)
from procurement.ground.refusal import Refusal


def test_a_claim_is_begun_within_thirty_days_beginning_with_knowledge() -> None:
    dates = claim_dates(date(2026, 11, 24), None)
    assert dates.claim_by == date(2026, 12, 23)
    assert dates.extended_to == date(2027, 2, 23)
    assert dates.set_aside_by is None


def test_setting_aside_ends_with_the_claim_or_six_months_after_signature_at_the_latest() -> None:
    signed = date(2026, 12, 5)
    assert claim_dates(date(2026, 12, 7), signed).set_aside_by == date(2027, 1, 5)
    assert claim_dates(date(2027, 5, 20), signed).set_aside_by == date(2027, 6, 4)


FACTS = AwardFacts(frozenset(), published_on=date(2026, 11, 24))
"""The standstill ends on 4 December 2026: St Andrew's day is a holiday."""
TODAY = date(2026, 12, 7)


@pytest.mark.parametrize("notified_on", [date(2026, 11, 24), date(2026, 12, 4)])
def test_a_claim_notified_on_any_day_of_the_standstill_suspends(notified_on: date) -> None:
    before_suspending(FACTS, notified_on, "Kitchen CIC, about question 2.", TODAY)


@pytest.mark.parametrize(
    ("notified_on", "about", "sentence"),
    [
        (date(2026, 11, 23), "Who.", "from 24 November 2026 to 4 December 2026"),
        (date(2026, 12, 5), "Who.", "Only a claim notified in it stops the signature by itself"),
        (date(2026, 12, 8), "Who.", "This day is still to come"),
        (date(2026, 12, 4), " ", "Say who claims"),
    ],
)
def test_no_other_claim_suspends_by_itself(notified_on: date, about: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        before_suspending(FACTS, notified_on, about, TODAY)


@pytest.mark.parametrize("changes", [{"working_days": None}, {"published_on": None}])
def test_without_a_standstill_nothing_is_suspended(changes: dict[str, None]) -> None:
    with pytest.raises(Refusal, match="There is no standstill here"):
        before_suspending(replace(FACTS, **changes), TODAY, "Who.", TODAY)


def test_a_suspension_ends_on_a_day_after_the_claim_and_for_a_reason() -> None:
    before_resuming(date(2026, 12, 4), TODAY, "Withdrawn by letter.", TODAY)
    for ended_on, reason, sentence in [
        (date(2026, 12, 3), "Withdrawn.", "notified on 4 December 2026"),
        (date(2026, 12, 8), "Withdrawn.", "still to come"),
        (TODAY, "", "Say how"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            before_resuming(date(2026, 12, 4), ended_on, reason, TODAY)
