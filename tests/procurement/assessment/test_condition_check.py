"""What is to be decided about a bid, and when what was decided leaves it out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.assessment.condition_check import (
    LEFT_OUT,
    CheckAbout,
    CheckStanding,
    Finding,
    before_awarding,
    before_clearing,
    before_deciding,
    checks_owed,
    findings_for,
    passing,
    standing_of_check,
    why_left_out,
)
from procurement.assessment.replacement import ReplacementState
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

LEAD, MEMBER = "lead", "member"


def owed(regime, met_by=LEAD, parties=(LEAD,), relied_on=None, uses_others=False):
    rows = checks_owed(
        regime, {"c1": met_by}, relied_on or {}, list(parties), uses_others=uses_others
    )
    return [(row.about.value, row.condition, row.party, row.is_replaceable) for row in rows]


@pytest.mark.parametrize("regime", [Regime.BELOW, Regime.PRIVATE])
def test_below_the_threshold_and_between_private_parties_only_conditions_are_decided(regime):
    everything = {"met_by": None, "relied_on": {"c1": "Dr May"}, "uses_others": True}
    assert owed(regime, **everything) == [("condition", "c1", None, False)]


@pytest.mark.parametrize("regime", [Regime.PUBLIC, Regime.LIGHT])
def test_in_a_covered_procurement_everybody_behind_the_bid_is_looked_at(regime):
    rows = owed(
        regime,
        met_by=None,
        parties=(LEAD, MEMBER),
        relied_on={"c1": "Dr May, Kitchen School"},
        uses_others=True,
    )
    assert rows == [
        ("condition", "c1", None, True),
        ("party", None, LEAD, False),
        ("party", None, MEMBER, True),
        ("relied_on", "c1", None, True),
        ("sub_contractors", None, None, True),
    ]


@pytest.mark.parametrize(
    ("met_by", "is_replaceable"), [(LEAD, False), (MEMBER, True), (None, True)]
)
def test_who_meets_a_condition_can_be_replaced_unless_it_is_the_bidder_itself(
    met_by, is_replaceable
):
    [condition, *_] = owed(Regime.PUBLIC, met_by=met_by, parties=(LEAD, MEMBER))
    assert condition == ("condition", "c1", None, is_replaceable)


def test_one_person_named_for_two_conditions_is_looked_at_once():
    rows = checks_owed(
        Regime.PUBLIC,
        {"c1": None, "c2": None, "c3": None},
        {"c1": "Dr May", "c2": " dr may ", "c3": "Ms June"},
        [LEAD],
        uses_others=False,
    )
    named = [row.condition for row in rows if row.about is CheckAbout.RELIED_ON]
    assert named == ["c1", "c3"]


CHANCES = [None, *ReplacementState]


@pytest.mark.parametrize(
    ("finding", "chance", "is_replaceable"), list(product([None, *Finding], CHANCES, [True, False]))
)
def test_where_a_check_stands(finding, chance, is_replaceable):
    stands = standing_of_check(finding, chance, is_replaceable=is_replaceable)
    expected = {
        None: CheckStanding.CHANCE_OWED,
        ReplacementState.ASKED: CheckStanding.CHANCE_GIVEN,
        ReplacementState.ANSWERED: CheckStanding.CHANCE_GIVEN,
        ReplacementState.ACCEPTED: CheckStanding.CHANCE_OWED,
        ReplacementState.WITHDRAWN: CheckStanding.CHANCE_OWED,
        ReplacementState.REFUSED: CheckStanding.OUT,
    }
    if finding is None:
        assert stands is CheckStanding.UNDECIDED
    elif finding in (Finding.MET, Finding.NO_GROUND, Finding.TOLERATED):
        assert stands is CheckStanding.IN
    else:
        assert stands is (expected[chance] if is_replaceable else CheckStanding.OUT)


@given(st.sampled_from(Finding), st.sampled_from(CHANCES))
def test_nobody_who_can_be_replaced_is_left_out_before_the_chance_is_over(finding, chance):
    stands = standing_of_check(finding, chance, is_replaceable=True)
    assert (stands is CheckStanding.OUT) == (
        finding in LEFT_OUT and chance is ReplacementState.REFUSED
    )


@given(st.sampled_from(CheckAbout), st.sampled_from(Finding), st.text())
def test_only_that_nothing_stands_in_the_way_needs_no_reason(about, finding, reason):
    fits = finding in findings_for(about)
    if fits and (reason.strip() or finding is passing(about)):
        before_deciding(about, finding, reason)
        return
    with pytest.raises(Refusal) as no:
        before_deciding(about, finding, reason)
    assert no.value.field == ("reason" if fits else "finding")


def test_a_condition_is_met_or_not_and_a_ground_has_its_kind():
    assert findings_for(CheckAbout.CONDITION) == (Finding.MET, Finding.NOT_MET)
    for about in (CheckAbout.PARTY, CheckAbout.RELIED_ON, CheckAbout.SUB_CONTRACTORS):
        assert set(findings_for(about)) == set(Finding) - {Finding.MET, Finding.NOT_MET}


def test_several_are_decided_at_once_only_with_a_word_that_they_were_looked_at():
    before_clearing(is_any_open=True, is_confirmed=True)
    with pytest.raises(Refusal, match="looked at each") as no:
        before_clearing(is_any_open=True, is_confirmed=False)
    assert no.value.field == "is_confirmed"
    with pytest.raises(Refusal, match="nothing left to decide"):
        before_clearing(is_any_open=False, is_confirmed=True)


def test_why_a_bid_is_left_out_is_said_in_words():
    assert why_left_out(
        CheckAbout.CONDITION, Finding.NOT_MET, "Condition 1: Cooks for 50.", "It cooks for 10."
    ) == ("Not met: Condition 1: Cooks for 50. It cooks for 10.")
    assert why_left_out(CheckAbout.PARTY, Finding.EXCLUDED, "Canal", "Fraud.") == (
        "A mandatory ground of exclusion applies to Canal: Fraud."
    )
    assert why_left_out(CheckAbout.PARTY, Finding.EXCLUDABLE, "Canal", "Debts.").startswith(
        "A discretionary ground"
    )


def test_no_lot_is_awarded_while_something_is_undecided_and_it_is_named():
    before_awarding({})
    with pytest.raises(Refusal, match="Bakery: condition 1, condition 2; Canal: condition 1"):
        before_awarding({"Bakery": ["condition 1", "condition 2"], "Canal": ["condition 1"]})
