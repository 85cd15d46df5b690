from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from procurement.contracts.contract_change import (
    ChangeGround,
    ContractChange,
    changed_contract_copy_due,
    is_substantial,
    judged,
    law_of,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime, Subject

NOTHING = ContractChange(
    regime=Regime.PUBLIC,
    subject=Subject.SERVICES,
    value_before=Money(100_000_000),
    value_after=Money(100_000_000),
    term_before=1000,
    term_after=1000,
    changes_scope_materially=False,
    favours_supplier=False,
    threshold=Money(20_772_000),
    earlier_small_changes=Money(0),
)


def change(**changed: Any) -> ContractChange:
    return replace(NOTHING, **changed)


@pytest.mark.parametrize(
    ("days", "substantial"), [(1100, False), (1101, True), (900, False), (899, True)]
)
def test_a_change_of_term_by_more_than_a_tenth_is_substantial(days: int, substantial: bool) -> None:
    assert is_substantial(change(term_after=days)) is substantial


def test_a_material_change_of_scope_or_in_the_suppliers_favour_is_substantial() -> None:
    assert is_substantial(change(changes_scope_materially=True))
    assert is_substantial(change(favours_supplier=True))


@pytest.mark.parametrize(
    ("subject", "pence", "needs_notice"),
    [
        (Subject.SERVICES, 110_000_000, False),
        (Subject.SERVICES, 110_000_001, True),
        (Subject.SERVICES, 90_000_000, False),
        (Subject.SERVICES, 89_999_999, True),
        (Subject.WORKS, 115_000_000, False),
        (Subject.WORKS, 115_000_001, True),
    ],
)
def test_a_notice_is_owed_beyond_ten_per_cent_or_fifteen_for_works(
    subject: Subject, pence: int, needs_notice: bool
) -> None:
    judgement = judged(change(subject=subject, value_after=Money(pence)))
    assert judgement.needs_notice is needs_notice


def test_a_longer_term_needs_a_notice_and_another_ground_than_being_insubstantial() -> None:
    judgement = judged(change(term_after=1101))
    assert judgement.grounds == (ChangeGround.BELOW_THRESHOLD,)
    assert judgement.needs_notice


@pytest.mark.parametrize(("earlier", "permitted"), [(10_771_999, True), (10_772_000, False)])
def test_small_changes_together_stay_below_the_threshold(earlier: int, permitted: bool) -> None:
    wanted = change(
        value_after=Money(110_000_000),
        earlier_small_changes=Money(earlier),
        favours_supplier=True,
    )
    if permitted:
        assert judged(wanted).grounds == (ChangeGround.BELOW_THRESHOLD,)
    else:
        with pytest.raises(Refusal, match="A new competition is needed"):
            judged(wanted)


def test_a_substantial_change_needs_a_new_competition_or_a_ground_of_schedule_8() -> None:
    wanted = change(changes_scope_materially=True)
    with pytest.raises(Refusal, match="scope changes materially"):
        judged(wanted)
    relied = replace(wanted, schedule_8_reason="Provided for in clause 9.")
    assert judged(relied).grounds == (ChangeGround.SCHEDULE_8,)


def test_a_supplier_is_replaced_only_after_a_restructuring_and_with_a_notice() -> None:
    with pytest.raises(Refusal, match="only where it was restructured"):
        judged(change(changes_supplier=True, schedule_8_reason="We like the other one."))
    judgement = judged(change(changes_supplier=True, is_restructuring=True))
    assert judgement.grounds == (ChangeGround.RESTRUCTURING,)
    assert judgement.needs_notice


def test_light_touch_contracts_change_freely_and_without_a_notice_but_not_their_supplier() -> None:
    wanted = change(regime=Regime.LIGHT, value_after=Money(300_000_000))
    assert judged(wanted).grounds == (ChangeGround.LIGHT_TOUCH,)
    assert not judged(wanted).needs_notice
    with pytest.raises(Refusal, match="restructured"):
        judged(replace(wanted, changes_supplier=True))


def test_a_small_contract_that_reaches_the_threshold_is_told_so() -> None:
    below = change(regime=Regime.BELOW, value_before=Money(1), value_after=Money(20_771_999))
    assert judged(below).sentences == ("The contract itself says how it may be changed.",)
    reached = judged(replace(below, value_after=Money(20_772_000)))
    assert "becomes a public contract" in reached.sentences[1]
    assert "General knowledge" in reached.sentences[1]


def test_above_five_million_the_changed_contract_is_published_within_ninety_days() -> None:
    large = change(value_before=Money(400_000_000), value_after=Money(500_000_001))
    assert "within 90 days" in judged(large).sentences[1]
    assert changed_contract_copy_due(large, date(2026, 12, 5)) == date(2027, 3, 4)
    assert changed_contract_copy_due(NOTHING, date(2026, 12, 5)) is None


def test_the_term_is_measured_against_the_one_that_was_awarded() -> None:
    again = change(term_before=1100, term_after=1200, term_awarded=1000)
    assert not is_substantial(again)
    assert is_substantial(replace(again, term_after=1201))


def test_two_small_changes_that_could_be_one_are_measured_as_one() -> None:
    second = change(value_before=Money(109_000_000), value_after=Money(118_000_000))
    assert not judged(second).needs_notice
    assert judged(second, change(value_after=Money(118_000_000))).needs_notice


@pytest.mark.parametrize(
    ("subject", "pence", "law"),
    [
        (Subject.SERVICES, 20_771_999, Regime.BELOW),
        (Subject.SERVICES, 20_772_000, Regime.PUBLIC),
        (Subject.LIGHT_TOUCH, 20_772_000, Regime.LIGHT),
    ],
)
def test_a_contract_that_reaches_the_threshold_is_changed_as_one_above_it(
    subject: Subject, pence: int, law: Regime
) -> None:
    small = change(regime=Regime.BELOW, subject=subject, value_after=Money(pence))
    assert law_of(small) is law
    assert law_of(change(regime=Regime.PRIVATE, threshold=None)) is Regime.PRIVATE
