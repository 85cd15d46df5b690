"""A flag that asks, and the steps before a bid may be disregarded for its price."""

from datetime import date

import pytest

from procurement.assessment.abnormally_low import (
    LowPriceEnquiry,
    LowPriceRule,
    before_asking,
    flags_below_estimate,
    low_price_flags,
    may_disregard,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def money(pence):
    return {bid: Money(price) for bid, price in pence.items()}


def flagged(prices, rule=LowPriceRule()):
    return [flag.bid for flag in low_price_flags(money(prices), rule)]


def test_forty_per_cent_below_the_mean_of_the_others_is_asked_about_and_a_penny_less_not():
    only_mean = LowPriceRule(below_next_percent=None)
    assert flagged({"A": 6_000, "B": 9_000, "C": 11_000}, only_mean) == ["A"]
    assert flagged({"A": 6_001, "B": 9_000, "C": 11_000}, only_mean) == []


def test_thirty_per_cent_below_the_next_lowest_is_asked_about():
    only_next = LowPriceRule(below_mean_percent=None)
    assert flagged({"B": 10_000, "A": 7_000, "C": 90_000}, only_next) == ["A"]
    assert flagged({"B": 10_000, "A": 7_001, "C": 90_000}, only_next) == []


def test_the_reason_is_a_sentence_with_the_figures():
    mean, following = low_price_flags(money({"A": 5_000, "B": 9_000, "C": 11_000}))
    assert mean.reason == (
        "The price of £50.00 is 50% below the mean of the other bids, £100.00. "
        "Ask the supplier about it."
    )
    assert "44.4444% below the next lowest bid, £90.00" in following.reason


def test_one_bid_alone_or_nothing_but_zero_prices_raise_no_flag():
    assert flagged({"A": 1}) == []
    assert flagged({"A": 0, "B": 0}) == []


def test_a_price_alone_is_held_against_the_buyers_estimate():
    assert [flag.bid for flag in flags_below_estimate(money({"A": 60}), Money(100))] == ["A"]
    assert flags_below_estimate(money({"A": 61}), Money(100)) == ()
    assert flags_below_estimate(money({"A": 1}), None) == ()


def test_a_supplier_is_asked_in_words_and_given_time():
    today, counts = date(2026, 12, 1), {"is_asked": False, "is_set_aside": False}
    with pytest.raises(Refusal, match="Say what"):
        before_asking(" ", date(2026, 12, 2), today, **counts)
    with pytest.raises(Refusal, match="a day after today"):
        before_asking("Which hours?", today, today, **counts)
    before_asking("Which hours?", date(2026, 12, 2), today, **counts)


def test_equal_lowest_prices_are_not_below_each_other():
    assert flagged({"A": 100, "B": 100, "C": 120}) == []


@pytest.mark.parametrize("percent", [0, 101])
def test_a_percentage_that_makes_no_sense_is_refused(percent):
    with pytest.raises(Refusal, match="more than 0 and at most 100"):
        LowPriceRule(below_mean_percent=percent)


TOLD = {"told_on": date(2026, 11, 2), "reply_by": date(2026, 11, 9)}


@pytest.mark.parametrize(
    ("enquiry", "today", "sentence"),
    [
        (LowPriceEnquiry(), date(2026, 11, 30), "Tell the supplier"),
        (LowPriceEnquiry(**TOLD), date(2026, 11, 9), "has until 9 November 2026"),
        (
            LowPriceEnquiry(**TOLD, replied=True, shows_it_can_perform=True),
            date(2026, 11, 30),
            "may not be disregarded",
        ),
    ],
)
def test_a_bid_may_not_be_disregarded_for_its_price_before_the_law_is_honoured(
    enquiry, today, sentence
):
    with pytest.raises(Refusal, match=sentence):
        may_disregard(enquiry, today)


def test_a_bid_may_be_disregarded_after_silence_or_an_answer_that_shows_nothing():
    may_disregard(LowPriceEnquiry(**TOLD), date(2026, 11, 10))
    may_disregard(LowPriceEnquiry(**TOLD, replied=True), date(2026, 11, 5))
