"""Key performance indicators: how many are owed, when they are rated, and when that is published."""

from datetime import date

import pytest

from procurement.contracts.contract import ContractState
from procurement.contracts.indicator import (
    IndicatorTerms,
    Rated,
    Rating,
    before_excusing,
    before_publishing,
    before_removing,
    before_setting,
    check_assessment,
    check_indicator,
    check_ratings,
    indicators_fault,
    may_publish_from,
    next_assessment,
)
from procurement.ground.refusal import Refusal, Refusals, refusal_of

SIGNED, ENDS = date(2027, 1, 4), date(2029, 1, 3)


@pytest.mark.parametrize(
    ("owed", "count", "why", "is_refused"),
    [
        (0, 0, "", False), (3, 3, "", False), (3, 4, "", False), (3, 0, "It is one event.", False),
        (3, 2, "", True), (3, 0, " ", True), (3, 2, "It is one event.", True),
    ],
)  # fmt: skip
def test_at_least_three_are_set_or_it_is_said_why_none_can_be(
    owed: int, count: int, why: str, is_refused: bool
) -> None:
    assert (indicators_fault(owed, count, why) is not None) is is_refused


@pytest.mark.parametrize(
    ("owed", "count", "is_signed", "is_refused"),
    [
        (3, 0, False, False), (0, 0, False, True), (3, 1, False, True), (3, 0, True, True),
    ],
)  # fmt: skip
def test_why_there_are_none_is_said_where_it_is_asked_for(
    owed: int, count: int, is_signed: bool, is_refused: bool
) -> None:
    refused = refusal_of(lambda: before_excusing(owed, count, is_signed=is_signed))
    assert (refused is not None) is is_refused


@pytest.mark.parametrize(
    ("assessed_to", "last_day", "due"),
    [
        (None, ENDS, date(2028, 1, 4)),
        (date(2027, 12, 31), ENDS, date(2028, 12, 31)),
        (date(2028, 6, 30), ENDS, ENDS),
        (date(2028, 2, 29), ENDS, ENDS),
        (ENDS, ENDS, None),
        (None, date(2027, 3, 1), date(2027, 3, 1)),
        (None, SIGNED, SIGNED),
        (date(2027, 12, 31), date(2028, 3, 1), date(2028, 3, 1)),
        (date(2028, 3, 2), date(2028, 3, 1), None),
    ],
)
def test_they_are_rated_every_twelve_months_and_at_the_end(
    assessed_to: date | None, last_day: date, due: date | None
) -> None:
    assert next_assessment(SIGNED, last_day, assessed_to) == due


@pytest.mark.parametrize(
    ("begins", "ends", "assessed_to", "field"),
    [
        (date(2027, 6, 1), date(2027, 5, 31), None, "ends_on"),
        (date(2027, 6, 1), date(2028, 1, 2), None, "ends_on"),
        (date(2027, 1, 3), date(2027, 5, 31), None, "begins_on"),
        (date(2027, 5, 31), date(2027, 8, 31), date(2027, 5, 31), "begins_on"),
    ],
)
def test_a_period_is_over_and_rated_once(
    begins: date, ends: date, assessed_to: date | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_assessment(begins, ends, SIGNED, date(2028, 1, 1), assessed_to)
    assert refused.value.field == field
    check_assessment(SIGNED, date(2028, 1, 1), SIGNED, date(2028, 1, 1), None)


def test_no_period_goes_beyond_the_day_on_which_the_contract_ended() -> None:
    ended, today = date(2027, 9, 1), date(2028, 1, 1)
    with pytest.raises(Refusal, match="ended on 1 September 2027") as refused:
        check_assessment(SIGNED, date(2027, 9, 2), SIGNED, today, None, ended)
    assert refused.value.field == "ends_on"
    check_assessment(SIGNED, ended, SIGNED, today, None, ended)


def test_every_indicator_has_its_rating_and_its_reason() -> None:
    with pytest.raises(Refusals) as refused:
        check_ratings({"ratings-0": Rated(None, "97 of 100."), "ratings-1": Rated(Rating.MET, " ")})
    assert [fault.field for fault in refused.value.faults] == [
        "ratings-0-rating",
        "ratings-1-reason",
    ]
    check_ratings({"ratings-0": Rated(Rating.BELOW, "80 of 100.")})


@pytest.mark.parametrize("missing", ["title", "target", "measured"])
def test_an_indicator_says_what_is_measured_and_how(missing: str) -> None:
    said = {"title": "On time", "target": "98 of 100", "measured": "From the notes."}
    check_indicator(IndicatorTerms(**said))
    with pytest.raises(Refusal) as refused:
        check_indicator(IndicatorTerms(**said | {missing: " "}))
    assert refused.value.field == missing


def test_what_one_side_has_signed_stays() -> None:
    waiting, signed = ContractState.AWAITING_SIGNATURE, ContractState.SIGNED
    before_setting(waiting, 49, is_signed=False)
    before_setting(signed, 0, is_signed=True)
    before_removing(waiting, is_signed=False)
    for state, count, is_signed in (
        (waiting, 0, True), (ContractState.TERMINATED, 0, True), (waiting, 50, False),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            before_setting(state, count, is_signed=is_signed)
    for state in (waiting, signed):
        with pytest.raises(Refusal):
            before_removing(state, is_signed=True)


def test_the_supplier_has_time_to_comment_before_everybody_reads_it() -> None:
    told = date(2027, 12, 20)
    assert may_publish_from(told, None, is_answered=True) == told
    assert may_publish_from(told, None, is_answered=False) == date(2027, 12, 27)
    assert may_publish_from(told, date(2027, 12, 24), is_answered=False) == date(2027, 12, 24)
    assert may_publish_from(told, date(2027, 12, 1), is_answered=False) == told
    before_publishing(date(2027, 12, 27), date(2027, 12, 27))
    with pytest.raises(Refusal, match="from 27 December 2027"):
        before_publishing(date(2027, 12, 27), date(2027, 12, 26))
