"""Why an enterprise fits, and which of several fits better."""

from dataclasses import replace

import pytest

from procurement.ground.money import Money
from procurement.organisations.fit import Need, Offer, digits_in_common, reasons, score, telling
from procurement.organisations.profile import Capability

MEALS = Capability("Hot meals", "55520000")
NEED = Need(cpv="55520000", value=Money(20_000_00), people=5, at="B18 4DF")
BEST = Offer(["Hot meals"], [MEALS], Money(60_000_00), 12, 1.23, 5, is_verified=True)


def test_each_part_that_was_asked_for_is_a_reason():
    assert reasons(NEED, BEST) == [
        "Can do: Hot meals",
        "Names CPV 55520000",
        "Takes on contracts up to £60,000.00",
        "12 people at work at once",
        "1.2 miles from B18 4DF, works within 5 miles",
        "Verified as a social enterprise",
    ]


def test_words_that_are_said_of_any_work_tell_nothing():
    said = "Working for a year on site: lunches for work-sites, kept warm by two workshops"
    assert telling(said).split() == (
        [
            "for",
            "a",
            "on",
            ":",
            "lunches",
            "for",
            "-",
            ",",
            "kept",
            "warm",
            "by",
            "two",
            "workshops",
        ]
    )
    assert not telling("Work of 5 days").replace("of 5", "").strip()


def test_what_was_not_asked_for_or_not_said_is_no_reason():
    assert reasons(Need(), BEST) == ["Can do: Hot meals", "Verified as a social enterprise"]
    assert reasons(NEED, Offer()) == []
    assert reasons(Need(at="B18 4DF"), Offer(away=0.01)) == ["Less than 0.1 miles from B18 4DF"]


@pytest.mark.parametrize(
    ("code", "other", "digits"),
    [
        ("55520000", "55520000", 8),
        ("55520000", "55523000", 4),
        ("55520000", "45000000", 0),
        ("", "", 0),
        ("555", "55520000", 3),
        ("55520000", "", 0),
    ],
)
def test_codes_are_compared_from_their_beginning(code, other, digits):
    assert digits_in_common(code, other) == digits
    assert digits_in_common(other, code) == digits


def test_the_best_gets_nearly_all_and_each_lack_costs():
    whole = score(NEED, BEST, 1.0)
    assert 95 < whole <= 100
    lesser = [
        score(NEED, BEST, 0.5),
        score(NEED, replace(BEST, capabilities=[Capability(cpv="45000000")]), 1.0),
        score(NEED, replace(BEST, largest_contract=Money(10_000_00)), 1.0),
        score(NEED, replace(BEST, away=9.0), 1.0),
        score(NEED, replace(BEST, is_verified=False), 1.0),
    ]
    assert all(other < whole for other in lesser)


def test_who_has_not_said_how_much_stands_between_those_who_can_and_those_who_cannot():
    can, unsaid, cannot = (
        score(NEED, Offer(largest_contract=most), 0)
        for most in (Money(20_000_00), None, Money(19_999_99))
    )
    assert can > unsaid > cannot
