from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.payments.payment_terms import (
    due,
    due_without_agreement,
    legal_latest,
    terms_in_words,
)
from procurement.ground.holidays import SHIPPED
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

PUBLIC_LAW = [Regime.PUBLIC, Regime.BELOW, Regime.LIGHT]


@pytest.mark.parametrize("regime", PUBLIC_LAW)
def test_an_authority_has_thirty_days_beginning_with_receipt(regime):
    assert legal_latest(date(2026, 11, 20), regime) == date(2026, 12, 19)


def test_a_private_buyer_has_sixty_days_after_receipt():
    assert legal_latest(date(2026, 11, 20), Regime.PRIVATE) == date(2027, 1, 19)


def test_seven_days_after_receipt():
    found = due(date(2026, 11, 20), Regime.PUBLIC)
    assert (found.agreed_due, found.legal_latest) == (date(2026, 11, 27), date(2026, 12, 19))


@pytest.mark.parametrize(
    ("received", "agreed"),
    [
        ("2026-11-14", "2026-11-20"),  # a Saturday moves to the Friday
        ("2026-11-15", "2026-11-20"),  # a Sunday too
        ("2026-12-18", "2026-12-24"),  # Christmas Day
        ("2026-12-21", "2026-12-24"),  # 28 December is a substitute bank holiday
        ("2026-11-23", "2026-11-30"),  # St Andrew's Day: England's banks are open
        ("2026-03-30", "2026-04-02"),  # Easter Monday moves over Good Friday
    ],
)
def test_the_agreed_day_moves_to_the_banking_day_before(received, agreed):
    found = due(date.fromisoformat(received), Regime.PUBLIC)
    assert found.agreed_due == date.fromisoformat(agreed)


@pytest.mark.parametrize("regime", PUBLIC_LAW)
def test_an_agreed_term_never_passes_the_legal_latest(regime):
    found = due(date(2026, 11, 20), regime, terms=60)
    assert found.legal_latest == date(2026, 12, 19)  # a Saturday
    assert found.agreed_due == date(2026, 12, 18)


def test_a_private_term_may_reach_sixty_days_and_no_more():
    assert due(date(2026, 3, 2), Regime.PRIVATE, 60).agreed_due == date(2026, 5, 1)
    assert due(date(2026, 3, 2), Regime.PRIVATE, 10**9).agreed_due == date(2026, 5, 1)


def test_a_short_term_over_a_weekend_moves_to_the_banking_day_before_too():
    assert due(date(2026, 11, 21), Regime.PUBLIC, 0).agreed_due == date(2026, 11, 20)
    assert due(date(2026, 4, 3), Regime.PUBLIC, 3).agreed_due == date(2026, 4, 2)


def test_days_left_count_down_and_the_day_itself_is_in_time():
    found = due(date(2026, 11, 20), Regime.PUBLIC)
    assert found.days_left(date(2026, 11, 20)) == 7
    assert found.days_left(date(2026, 11, 27)) == 0
    assert found.days_left(date(2026, 11, 28)) == -1
    assert [found.is_late(date(2026, 11, day)) for day in (26, 27, 28)] == [False, False, True]


def test_once_seven_days_were_agreed_it_is_late_on_the_eighth_whatever_the_law_would_allow():
    for regime in Regime:
        found = due(date(2026, 11, 20), regime)
        assert found.late_from == date(2026, 11, 28)
        assert not found.is_latest_by_law()


def test_the_outer_limit_of_the_law_is_the_day_only_where_no_earlier_one_was_agreed():
    assert due(date(2026, 11, 20), Regime.PUBLIC, 30).is_latest_by_law()
    assert due(date(2026, 11, 20), Regime.PRIVATE, 60).is_latest_by_law()
    assert not due(date(2026, 11, 20), Regime.PRIVATE, 30).is_latest_by_law()


@pytest.mark.parametrize(
    ("received", "regime", "terms", "words"),
    [
        ("2026-11-20", Regime.PUBLIC, 7, "Payment within 7 days of receipt."),
        (
            "2026-11-14",
            Regime.PRIVATE,
            7,
            "Payment within 7 days of receipt. Banks are shut on Saturday 21 November 2026, so it is "
            "due on the last banking day before, Friday 20 November 2026.",
        ),
        (
            "2026-11-20",
            Regime.PUBLIC,
            60,
            "Payment within 60 days of receipt. The law allows no later day than 19 December 2026. "
            "Banks are shut on Saturday 19 December 2026, so it is due on the last banking day "
            "before, Friday 18 December 2026.",
        ),
    ],
)
def test_the_terms_say_why_the_day_is_an_earlier_one(received, regime, terms, words):
    assert terms_in_words(due(date.fromisoformat(received), regime, terms), terms) == words


@pytest.mark.parametrize(
    ("performed", "notified", "accepted", "last"),
    [
        ("2026-11-01", "2026-11-20", None, "2026-12-19"),
        ("2026-11-20", "2026-11-01", None, "2026-12-19"),
        ("2026-11-01", "2026-11-02", "2026-11-20", "2026-12-19"),
        ("2026-11-01", "2026-11-02", "2027-03-01", "2026-12-30"),
        ("2026-11-01", "2026-11-20", "2026-11-03", "2026-12-19"),
    ],
)
def test_without_an_agreed_day_thirty_days_run_from_the_latest(performed, notified, accepted, last):
    found = due_without_agreement(
        date.fromisoformat(performed),
        date.fromisoformat(notified),
        date.fromisoformat(accepted) if accepted else None,
    )
    assert found == date.fromisoformat(last)


def test_a_year_without_known_holidays_is_refused():
    with pytest.raises(Refusal, match="bank holidays of 2030"):
        due(date(2030, 1, 2), Regime.PUBLIC)


def test_what_cannot_be_a_term_or_a_day_is_refused():
    with pytest.raises(Refusal, match="less than 0 days"):
        due(date(2026, 11, 20), Regime.PUBLIC, -1)
    with pytest.raises(Refusal, match="too far away"):
        legal_latest(date(9999, 12, 30), Regime.PUBLIC)


@given(st.dates(date(2019, 1, 2), date(2026, 9, 30)), st.sampled_from(Regime), st.integers(0, 120))
def test_the_agreed_day_is_a_banking_day_within_the_law(received, regime, terms):
    found = due(received, regime, terms)
    assert found.agreed_due <= min(received + timedelta(days=terms), found.legal_latest)
    assert SHIPPED.is_working_day(found.agreed_due)
    wanted = min(received + timedelta(days=terms), found.legal_latest)
    between = (wanted - timedelta(days=n) for n in range((wanted - found.agreed_due).days))
    assert not any(SHIPPED.is_working_day(day) for day in between)
