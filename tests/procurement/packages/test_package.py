"""What a package must say before anybody can answer it, and who comes too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.ground.figures import SHIPPED, Figure, Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.packages.package import (
    PACKAGE,
    Audience,
    PackageFacts,
    PackageState,
    Rate,
    Unit,
    Way,
    before_answering,
    before_closing,
    before_posting,
    check_package,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=10)
FACTS = PackageFacts(
    title="Planting the courtyard",
    about="Forty trees and their care for a year.",
    starts_on=date(2027, 1, 4),
    ends_on=date(2027, 12, 31),
    audience=Audience.INVITED,
    way=Way.OPEN,
    budget=Money(40_000_00),
    terms="Our terms of 2026.",
)


def test_a_package_with_a_budget_or_a_rate_can_be_posted():
    check_package(FACTS, NOW)
    by_rate = replace(FACTS, budget=None, rate=Rate(Decimal("13.45"), Decimal(100), Unit.HOUR))
    check_package(by_rate, NOW)
    assert by_rate.rate.total == Money(1_345_00)
    check_package(replace(FACTS, way=Way.SEALED, closes_at=LATER), NOW)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": " "}, "title", "Give the package a title."),
        ({"about": ""}, "about", "Say what is to be done."),
        ({"ends_on": date(2027, 1, 3)}, "ends_on", "The work ends before it starts."),
        ({"budget": None}, "budget", "Give a budget in all, or a rate and a quantity"),
        ({"rate": Rate(Decimal(90), Decimal(1), Unit.DAY)}, "budget", "one of the two"),
        ({"budget": Money(0)}, "budget", "more than £0"),
        ({"budget": Money(10**14 + 1)}, "budget", "£1,000,000,000,000.00 at most"),
        (
            {"budget": None, "rate": Rate(Decimal(10**14), Decimal(10**12), Unit.DAY)},
            "rate",
            "is too large a sum",
        ),
        ({"audience": Audience.PLACE}, "place", "Choose the place"),
        ({"way": Way.SEALED}, "closes_at", "Say until when sealed offers are taken."),
        ({"closes_at": NOW}, "closes_at", "still to come"),
        ({"payment_days": 30}, "payment_reason", "Say why you need longer than 7 days"),
        ({"payment_days": 61, "payment_reason": "x"}, "payment_days", "within 1 to 60 days"),
        ({"retention": Decimal(51)}, "retention", "from 0% to 50%"),
        ({"terms": " "}, "terms", "Choose the document that holds your terms"),
    ],
)
def test_what_is_missing_is_said_at_its_field(changed, field, sentence):
    with pytest.raises(Refusal, match=sentence) as no:
        check_package(replace(FACTS, **changed), NOW)
    assert no.value.field == field


@pytest.mark.parametrize(("pounds", "quantity"), [("13.44", "10"), ("12.71", "1600"), ("1", "0.5")])
def test_nobody_is_asked_to_work_for_less_than_the_real_living_wage(pounds, quantity):
    rate = Rate(Decimal(pounds), Decimal(quantity), Unit.HOUR)
    with pytest.raises(Refusal, match=r"£13\.45 an hour from 22 October 2025 on") as no:
        check_package(replace(FACTS, budget=None, rate=rate), NOW)
    assert no.value.field == "rate"
    check_package(replace(FACTS, budget=None, rate=replace(rate, unit=Unit.DAY)), NOW)


def test_the_figure_that_an_operator_adds_holds_from_its_day():
    added = Figure("uk", date(2026, 11, 1), None, Decimal(1400), Mark.READ, "the new one")
    figures = SHIPPED.with_added([("living_wage", added)])
    rate = replace(FACTS, budget=None, rate=Rate(Decimal("13.45"), Decimal(8), Unit.HOUR))
    with pytest.raises(Refusal, match=r"£14\.00 an hour from 1 November 2026"):
        check_package(rate, NOW, figures)
    check_package(rate, datetime(2026, 10, 31, 12, tzinfo=UTC), figures)


def test_an_offer_in_its_last_moment_is_taken_and_at_the_moment_it_is_late():
    before_answering("buyer", "baker", LATER, LATER - timedelta(microseconds=1))
    before_answering("buyer", "baker", None, LATER)
    with pytest.raises(Refusal, match="Offers were taken until 12:00 on Monday 30 November 2026"):
        before_answering("buyer", "baker", LATER, LATER)
    with pytest.raises(Refusal, match="Nobody answers their own package"):
        before_answering("buyer", "buyer", None, NOW)


def test_sealed_offers_are_not_opened_before_their_moment():
    before_closing(Way.SEALED, LATER, LATER)
    before_closing(Way.OPEN, LATER, NOW)
    with pytest.raises(Refusal, match="sealed until 12:00 on Monday 30 November 2026"):
        before_closing(Way.SEALED, LATER, LATER - timedelta(seconds=1))


def test_a_package_goes_one_way():
    assert PACKAGE.verbs(PackageState.POSTED) == ["close", "choose", "withdraw"]
    assert PACKAGE.verbs(PackageState.CONTRACTED) == ["take back"]
    with pytest.raises(Refusal, match="This package is contracted"):
        PACKAGE.after(PackageState.CONTRACTED, "withdraw")


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        (Kind.COUNCIL, {}, "Draft a tender instead"),
        (Kind.HOUSING_ASSOCIATION, {"has_parent": True}, "Draft a tender instead"),
        (Kind.PRIVATE_DEVELOPER, {"is_approved": False}, "has not confirmed yet"),
        (Kind.OTHER_SUPPLIER, {}, "or say here where you won it"),
    ],
)
def test_who_cannot_post_is_told_why(kind, said, sentence):
    known = {"is_approved": True, "has_parent": False, "won_elsewhere": " "}
    with pytest.raises(Refusal, match=sentence):
        before_posting(kind, **(known | said))


def test_a_developer_and_a_contractor_with_a_contract_can_post():
    for kind, said in (
        (Kind.PRIVATE_DEVELOPER, {}),
        (Kind.OTHER_SUPPLIER, {"has_parent": True}),
        (Kind.CIC, {"won_elsewhere": "From the water company, in March."}),
    ):
        known = {"is_approved": True, "has_parent": False, "won_elsewhere": ""}
        before_posting(kind, **(known | said))
