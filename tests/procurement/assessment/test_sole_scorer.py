"""Where one person scores alone, said once for each place, and the reason that it needs."""

import pytest

from procurement.assessment.panel import Panel
from procurement.assessment.sole_scorer import (
    Sole,
    before_sole_scoring,
    reason_faults,
    sole_scorers,
    unexplained,
)
from procurement.ground.refusal import Refusal

EVE, ED, IDA = "eve", "ed", "ida"


def panel(*members, chosen=None, kept_from=()):
    return Panel(members, ("q1", "q2"), chosen or {}, frozenset(kept_from))


def test_a_panel_of_one_is_said_once_for_everything() -> None:
    assert sole_scorers(panel(EVE), ["A", "B"]) == [Sole(EVE)]
    all_to_eve = dict.fromkeys(("q1", "q2"), frozenset({EVE}))
    assert sole_scorers(panel(EVE, ED, chosen=all_to_eve), []) == [Sole(EVE)]


def test_a_question_that_one_person_scores_is_a_panel_of_one_for_it() -> None:
    chosen = {"q2": frozenset({ED})}
    assert sole_scorers(panel(EVE, ED, chosen=chosen), ["A"]) == [Sole(ED, "q2")]
    assert sole_scorers(panel(EVE, ED), ["A"]) == []
    assert sole_scorers(panel(), []) == []


def test_a_bid_whose_others_have_an_interest_is_one_too() -> None:
    found = sole_scorers(panel(EVE, ED, kept_from=[(ED, "B")]), ["A", "B"])
    assert found == [Sole(EVE, None, "B")]
    chosen = {"q1": frozenset({EVE, ED}), "q2": frozenset({ED, IDA})}
    found = sole_scorers(panel(EVE, ED, IDA, chosen=chosen, kept_from=[(ED, "B")]), ["A", "B"])
    assert found == [Sole(EVE, None, "B"), Sole(IDA, None, "B")]


def test_a_reason_holds_for_the_same_person_and_no_more_than_it_says() -> None:
    soles = [Sole(EVE, "q1"), Sole(EVE, None, "B")]
    assert unexplained(soles, [Sole(EVE)]) == []
    assert unexplained(soles, [Sole(ED)]) == soles
    assert unexplained(soles, [Sole(EVE, "q1")]) == soles[1:]
    assert unexplained([Sole(EVE)], soles) == [Sole(EVE)]


def test_without_it_nothing_goes_on() -> None:
    with pytest.raises(Refusal, match="The buyer first says why"):
        before_sole_scoring([Sole(EVE)])
    before_sole_scoring([])


def test_a_reason_is_given_and_names_nobody() -> None:
    reasons = {"a": " ", "b": "Only Eve One can judge the kitchens of Harbour.", "c": "Too small."}
    faults = reason_faults(reasons, ["eve one", ""])
    assert [(fault.field, "without naming" in str(fault)) for fault in faults] == [
        ("a", False),
        ("b", True),
    ]
