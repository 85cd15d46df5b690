"""Who scores what: everybody until somebody decides, nobody a bid of an interest, and no gap."""

import pytest

from procurement.assessment.panel import (
    Panel,
    assignment_faults,
    before_assigning,
    before_changing_panel,
    before_scoring,
    before_scoring_own,
    chosen_from,
    panel_as_json,
)
from procurement.ground.refusal import Refusal

EVE, ED = "eve", "ed"
NAMES = {"q1": "question 1", "q2": "question 2", "c1": "clause 1"}


def panel(chosen=None, kept_from=()):
    return Panel((EVE, ED), tuple(NAMES), chosen or {}, frozenset(kept_from))


def test_until_somebody_decides_everybody_scores_everything() -> None:
    assert panel().assigned == {key: {EVE, ED} for key in NAMES}
    assert panel().theirs(EVE, "A") == ["q1", "q2", "c1"]


def test_each_scores_what_was_chosen_and_nothing_of_a_bid_of_an_interest() -> None:
    who = panel({"q1": frozenset({EVE}), "c1": frozenset({ED})}, [(ED, "B")])
    assert who.of(EVE) == ["q1", "q2"]
    assert who.theirs(ED, "A") == ["q2", "c1"]
    assert who.theirs(ED, "B") == []
    assert who.scorers("B", "c1") == frozenset()
    assert panel_as_json(who, ["A", "B"]) == {
        "scored_by": {"q1": {"A": 1, "B": 1}, "q2": {"A": 2, "B": 1}, "c1": {"A": 1, "B": 0}}
    }


def test_what_was_of_somebody_who_left_is_nobodys_and_scoring_waits() -> None:
    who = panel({"q2": frozenset({"gone"})})
    assert who.without_anybody == ["q2"]
    with pytest.raises(Refusal, match="Nobody scores question 2 yet"):
        before_scoring(who, NAMES)
    before_scoring(panel(), NAMES)


def test_nobody_scores_what_is_somebody_elses() -> None:
    who = panel({"q1": frozenset({EVE})})
    with pytest.raises(Refusal, match="Question 1 is not yours to score") as no:
        before_scoring_own(who, ED, "A", "q1", "Question 1")
    assert no.value.field == "score_q1"
    before_scoring_own(who, EVE, "A", "q1", "Question 1")


def test_what_everybody_scores_is_no_choice_so_that_whoever_joins_scores_it_too() -> None:
    whose = {"q1": frozenset({EVE, ED}), "q2": frozenset({ED})}
    assert chosen_from(frozenset({EVE, ED}), whose) == {"q2": {ED}}


def test_each_question_and_clause_has_somebody_of_the_panel() -> None:
    whose = {"q1": frozenset({EVE}), "q2": frozenset(), "c1": frozenset({"gone"})}
    faults = assignment_faults(panel(), whose)
    assert [fault.field for fault in faults] == ["whose_q2", "whose_c1"]
    assert assignment_faults(panel(), dict.fromkeys(NAMES, frozenset({ED}))) == []


def test_after_the_first_score_a_change_has_a_reason_and_after_an_agreement_there_is_none() -> None:
    before_changing_panel(is_any_scored=False, reason="")
    before_changing_panel(is_any_scored=True, reason="Ed is ill.")
    with pytest.raises(Refusal, match="Say why this changes"):
        before_changing_panel(is_any_scored=True, reason=" ")
    with pytest.raises(Refusal, match="so who scores what stands"):
        before_assigning(is_any_agreed=True)
    before_assigning(is_any_agreed=False)
