from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.figures import SHIPPED, Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.consequences import changed_by, what_follows
from procurement.tendering.minimum_period import Circumstances
from procurement.tendering.regime import (
    Authority,
    Regime,
    RegimeFacts,
    Subject,
    authority_of,
    has_mandatory_standstill,
    is_notifiable,
    longest_payment_term,
    may_shortlist,
    regime_of,
    threshold,
)

OLD, NEW = date(2025, 12, 31), date(2026, 1, 1)
ARE_SERVICES = RegimeFacts(
    Authority.SUB_CENTRAL, Subject.SERVICES, Money(20_772_000), date(2026, 11, 20)
)


@pytest.mark.parametrize(
    ("authority", "subject", "before", "after"),
    [
        (Authority.CENTRAL, Subject.GOODS, 139_688, 135_018),
        (Authority.SUB_CENTRAL, Subject.SERVICES, 214_904, 207_720),
        (Authority.SCHOOL, Subject.GOODS, 214_904, 207_720),
        (Authority.UTILITY, Subject.SERVICES, 429_809, 415_440),
        (Authority.CENTRAL, Subject.WORKS, 5_372_609, 5_193_000),
        (Authority.SUB_CENTRAL, Subject.CONCESSION, 5_372_609, 5_193_000),
        (Authority.SUB_CENTRAL, Subject.LIGHT_TOUCH, 663_540, 663_540),
    ],
)
def test_thresholds_changed_on_new_years_day_2026(
    authority: Authority, subject: Subject, before: int, after: int
) -> None:
    days = [OLD, NEW, date(2026, 1, 2)]
    pounds = [threshold(authority, subject, day).value // 100 for day in days]
    assert pounds == [before, after, after]


def test_the_first_thresholds_are_known_from_the_day_the_act_began_and_not_before() -> None:
    first = date(2025, 2, 24)
    for day in (first, date(2025, 2, 25)):
        assert threshold(Authority.CENTRAL, Subject.GOODS, day).value == 13_968_800
    with pytest.raises(Refusal, match="began before 24 February 2025 keeps the law of that time"):
        threshold(Authority.CENTRAL, Subject.GOODS, date(2025, 2, 23))


def test_thresholds_are_refused_from_the_day_of_their_next_review() -> None:
    assert threshold(Authority.CENTRAL, Subject.GOODS, date(2027, 12, 31)).value == 13_501_800
    for day in (date(2028, 1, 1), date(2028, 1, 2)):
        with pytest.raises(Refusal, match=r"The threshold for . January 2028 is not known here"):
            threshold(Authority.CENTRAL, Subject.GOODS, day)


def test_at_the_threshold_the_act_applies_in_full_and_a_penny_below_it_does_not() -> None:
    assert regime_of(ARE_SERVICES) is Regime.PUBLIC
    assert regime_of(replace(ARE_SERVICES, estimate=Money(20_771_999))) is Regime.BELOW


def test_a_procurement_keeps_the_law_of_the_day_it_began() -> None:
    assert regime_of(replace(ARE_SERVICES, began_on=OLD)) is Regime.BELOW
    assert regime_of(replace(ARE_SERVICES, began_on=NEW)) is Regime.PUBLIC


def test_light_touch_services_have_their_own_regime_from_their_own_threshold() -> None:
    light = replace(ARE_SERVICES, subject=Subject.LIGHT_TOUCH, estimate=Money(66_354_000))
    assert regime_of(light) is Regime.LIGHT
    assert regime_of(replace(light, estimate=Money(66_353_999))) is Regime.BELOW


def test_a_private_buyer_is_outside_the_act_at_any_value_and_day() -> None:
    private = RegimeFacts(Authority.NOT_PUBLIC, Subject.WORKS, Money(10**12), date(2030, 1, 1))
    assert regime_of(private) is Regime.PRIVATE


def test_what_this_marketplace_does_not_know_is_refused() -> None:
    with pytest.raises(Refusal, match="Provider Selection Regime"):
        regime_of(replace(ARE_SERVICES, subject=Subject.HEALTH_CARE))
    with pytest.raises(Refusal, match="below £0"):
        regime_of(replace(ARE_SERVICES, estimate=Money(-1)))


def test_light_touch_concessions_and_utilities_have_thresholds_of_their_own() -> None:
    """SI 2025/1200, for procurements that begin in 2026 and 2027."""
    concession = Subject.LIGHT_TOUCH_CONCESSION
    assert threshold(Authority.SUB_CENTRAL, concession, NEW).value == 537_260_900
    assert threshold(Authority.UTILITY, Subject.LIGHT_TOUCH, NEW).value == 88_472_000
    facts = replace(ARE_SERVICES, subject=concession, estimate=Money(537_260_900))
    assert regime_of(facts) is Regime.LIGHT
    assert not is_notifiable(replace(facts, estimate=Money(537_260_899)))


@pytest.mark.parametrize(
    ("authority", "pounds", "began_on", "may"),
    [
        (Authority.CENTRAL, 138_760, OLD, True),
        (Authority.CENTRAL, 138_759, OLD, False),
        (Authority.CENTRAL, 135_018, NEW, True),
        (Authority.SUB_CENTRAL, 213_477, OLD, True),
        (Authority.SUB_CENTRAL, 207_720, NEW, True),
        (Authority.SUB_CENTRAL, 207_719, NEW, False),
        (Authority.SUB_CENTRAL, 6_000_000, NEW, False),
    ],
)
def test_works_below_the_threshold_may_be_shortlisted_from_an_amount_of_their_own(
    authority: Authority, pounds: int, began_on: date, may: bool
) -> None:
    facts = RegimeFacts(authority, Subject.WORKS, Money(pounds * 100), began_on)
    assert may_shortlist(facts) is may
    assert not may_shortlist(replace(facts, subject=Subject.SERVICES))


@pytest.mark.parametrize(
    ("authority", "pounds", "notifiable"),
    [
        (Authority.CENTRAL, 11_999, False),
        (Authority.CENTRAL, 12_000, True),
        (Authority.SUB_CENTRAL, 29_999, False),
        (Authority.SUB_CENTRAL, 30_000, True),
        (Authority.SCHOOL, 100_000, False),
        (Authority.UTILITY, 100_000, False),
    ],
)
def test_a_below_threshold_notice_is_owed_from_a_lower_sum(
    authority: Authority, pounds: int, notifiable: bool
) -> None:
    facts = replace(ARE_SERVICES, authority=authority, estimate=Money(pounds * 100))
    assert is_notifiable(facts) is notifiable


def test_no_below_threshold_notice_is_owed_for_concessions_or_above_the_threshold() -> None:
    below = replace(ARE_SERVICES, subject=Subject.CONCESSION, estimate=Money(10_000_000))
    assert not is_notifiable(below)
    assert not is_notifiable(ARE_SERVICES)


def test_public_buyers_pay_within_thirty_days_and_private_ones_within_sixty() -> None:
    terms = {regime: longest_payment_term(regime) for regime in Regime}
    assert terms == {
        Regime.PUBLIC: 30,
        Regime.BELOW: 30,
        Regime.LIGHT: 30,
        Regime.PRIVATE: 60,
    }
    assert [regime for regime in Regime if has_mandatory_standstill(regime)] == [Regime.PUBLIC]


def following(facts: RegimeFacts, about: str) -> list[str]:
    return [str(one) for one in what_follows(facts, Circumstances()) if one.about == about]


def test_a_page_can_show_what_follows_from_a_public_procurement() -> None:
    abouts = {one.about for one in what_follows(ARE_SERVICES, Circumstances())}
    assert abouts == {
        "threshold",
        "procedure",
        "tendering",
        "participation",
        "notices",
        "standstill",
        "changes",
        "payment",
        "before a contract is signed",
    }
    assert "at or above the threshold of £207,720" in following(ARE_SERVICES, "threshold")[0]
    assert following(ARE_SERVICES, "tendering") == ["At least 25 days, counted from the day after."]
    assert "Eight working days" in following(ARE_SERVICES, "standstill")[0]
    assert "The standstill of eight working days is over." in following(
        ARE_SERVICES, "before a contract is signed"
    )
    assert all(one.source for one in what_follows(ARE_SERVICES, Circumstances()))


def test_contract_payments_and_performance_are_notified_since_2026() -> None:
    notices = [
        one for one in following(ARE_SERVICES, "notices") if "(UK8)" in one or "(UK9)" in one
    ]
    assert len(notices) == 2
    assert not any("General knowledge" in one or "No source" in one for one in notices)


def test_below_the_threshold_little_follows() -> None:
    below = replace(ARE_SERVICES, estimate=Money(5_000_000))
    assert len(following(below, "notices")) == 2
    small = replace(below, estimate=Money(2_999_999))
    assert following(small, "notices") == ["No notice must be published."]
    assert "shortlisted" in following(below, "procedure")[0]
    assert "None is required" in following(below, "standstill")[0]
    assert "reasonable" in following(below, "tendering")[0]


def test_a_private_buyer_owes_no_notice_and_has_no_threshold() -> None:
    private = replace(ARE_SERVICES, authority=Authority.NOT_PUBLIC)
    assert following(private, "threshold") == []
    assert following(private, "notices") == ["No notice must be published."]
    assert "unless longer is agreed" in following(private, "payment")[0]


def test_a_school_reports_no_payments_and_pays_under_the_late_payment_act() -> None:
    school = replace(ARE_SERVICES, authority=Authority.SCHOOL)
    assert not any("(UK17)" in one for one in following(school, "notices"))
    assert any("(UK17)" in one for one in following(ARE_SERVICES, "notices"))
    assert following(school, "payment") == ["Within 30 days."]


def test_light_touch_contracts_may_be_changed_freely() -> None:
    light = replace(ARE_SERVICES, subject=Subject.LIGHT_TOUCH, estimate=Money(70_000_000))
    assert "changed freely" in following(light, "changes")[0]


def test_every_figure_has_a_source_and_a_mark_and_no_two_rows_overlap() -> None:
    for table in ("thresholds", "minimum_periods"):
        rows = SHIPPED.tables[table]
        assert all(row.source and row.mark in Mark for row in rows)
        for row in rows:
            assert SHIPPED.on(table, row.key, row.since, "It") == row
            if row.until:
                assert SHIPPED.on(table, row.key, row.until, "It") == row


def test_the_kind_of_organisation_says_what_kind_of_buyer_it_is() -> None:
    assert authority_of(Kind.HOSPITAL_TRUST) is Authority.CENTRAL
    assert authority_of(Kind.COUNCIL) is Authority.SUB_CENTRAL
    buyers = {kind for kind in Kind if authority_of(kind) is not Authority.NOT_PUBLIC}
    assert buyers == {
        Kind.HOSPITAL_TRUST,
        Kind.COUNCIL,
        Kind.UNIVERSITY,
        Kind.HOUSING_ASSOCIATION,
        Kind.OTHER_PUBLIC_BODY,
    }


def test_what_the_law_says_otherwise_since_then_is_named_and_nothing_else() -> None:
    facts = replace(ARE_SERVICES, estimate=Money(21_000_000), began_on=OLD)
    changed = [str(one) for one in changed_by(facts, NEW, Circumstances())]
    assert any(
        "at or above the threshold of £207,720, in force from 1 January 2026" in one
        for one in changed
    )
    assert changed_by(facts, OLD, Circumstances()) == ()
