"""What a bidder must say of itself before its bid is whole."""

from dataclasses import replace
from uuid import UUID

from procurement.bidding.assurances import (
    Assurances,
    ConditionMet,
    Exclusion,
    ExclusionSaid,
    assurance_faults,
    condition_faults,
)
from procurement.tendering.regime import Regime

US, PARTNER, ASKED = UUID(int=1), UUID(int=2), UUID(int=7)
NAMES = {US: "The Bakery", PARTNER: "The Gardens"}
NONE = ExclusionSaid(Exclusion.NONE)
WHOLE = Assurances(
    is_independent=True,
    takes_terms=True,
    has_conflict=False,
    uses_others=False,
    exclusions={US: NONE, PARTNER: NONE},
)


def fields_of(said: Assurances, regime: Regime = Regime.PUBLIC) -> list[str | None]:
    return [fault.field for fault in assurance_faults(said, NAMES, regime)]


def unmet(said: ConditionMet | None) -> list[str | None]:
    given = {} if said is None else {ASKED: said}
    return [fault.field for fault in condition_faults(given, {ASKED: 1}, [US, PARTNER])]


def test_each_condition_says_who_meets_it_and_how() -> None:
    assert unmet(ConditionMet(PARTNER, "", "By its letter.")) == []
    assert unmet(None) == [f"conditions-{ASKED}"]
    assert unmet(ConditionMet(US, "", " ")) == [f"how-{ASKED}"]
    assert unmet(ConditionMet(UUID(int=3), "", "So.")) == [f"conditions-{ASKED}"]


def test_who_relies_on_somebody_outside_the_bid_names_them() -> None:
    assert unmet(ConditionMet(None, "", "So.")) == [f"relied_on-{ASKED}"]
    assert unmet(ConditionMet(None, "A cook of Other Kitchens Ltd", "So.")) == []


def test_nothing_said_is_asked_for_thing_by_thing() -> None:
    assert fields_of(Assurances()) == [
        "is_independent",
        "has_conflict",
        "takes_terms",
        "uses_others",
        f"exclusion-{US}",
        f"exclusion-{PARTNER}",
    ]
    assert fields_of(WHOLE) == []


def test_a_yes_needs_its_words() -> None:
    assert fields_of(replace(WHOLE, has_conflict=True)) == ["conflict"]
    assert fields_of(replace(WHOLE, uses_others=True, others=" ")) == ["others"]
    grounds = {US: ExclusionSaid(Exclusion.DISCRETIONARY), PARTNER: NONE}
    assert fields_of(replace(WHOLE, exclusions=grounds)) == [f"words-{US}"]
    told = {US: ExclusionSaid(Exclusion.MANDATORY, "A fine of 2024, paid."), PARTNER: NONE}
    assert fields_of(replace(WHOLE, exclusions=told)) == []


def test_grounds_of_exclusion_are_asked_of_covered_procurements_only() -> None:
    without = replace(WHOLE, exclusions={})
    for regime in (Regime.PUBLIC, Regime.LIGHT):
        assert fields_of(without, regime) == [f"exclusion-{US}", f"exclusion-{PARTNER}"]
    for regime in (Regime.BELOW, Regime.PRIVATE):
        assert fields_of(without, regime) == []
