from dataclasses import replace
from datetime import date, timedelta

import pytest

from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.contract_end import (
    EndGround,
    EndPlan,
    Heard,
    before_completing,
    before_finishing,
    before_intending,
    grounds_under,
    refuse_undone_work,
)
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

DAY = date(2026, 11, 23)
LATER = DAY + timedelta(days=14)
PLAN = EndPlan(EndGround.BREACH, "No meal came for a month.", LATER, None)
DONE = (MilestoneState.ACCEPTED, MilestoneState.INVOICED)


def intend(
    plan: EndPlan,
    state: ContractState = ContractState.SIGNED,
    regime: Regime = Regime.PUBLIC,
) -> None:
    before_intending(plan, state, regime, DAY, LATER, DAY)


@pytest.mark.parametrize("regime", list(Regime))
def test_the_grounds_of_the_act_are_there_for_public_contracts_alone(regime: Regime) -> None:
    implied = {ground for ground in grounds_under(regime) if ground.is_implied}
    assert (len(implied) == 3) is (regime in (Regime.PUBLIC, Regime.LIGHT))
    assert {EndGround.AGREEMENT, EndGround.CONTRACT_TERM, EndGround.BREACH, EndGround.COURT} <= set(
        grounds_under(regime)
    )


def test_a_contract_in_force_is_ended_with_a_ground_reasons_and_a_day() -> None:
    intend(PLAN)
    for state in (ContractState.AWAITING_SIGNATURE, ContractState.COMPLETED):
        with pytest.raises(Refusal, match="that goes on, can end"):
            intend(PLAN, state)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(PLAN, ground=None), "ground"),
        (replace(PLAN, reasons="  "), "reasons"),
        (replace(PLAN, last_day=DAY - timedelta(days=1)), "last_day"),
        (replace(PLAN, last_day=LATER + timedelta(days=1)), "last_day"),
        (replace(PLAN, reply_by=DAY - timedelta(days=1)), "reply_by"),
        (replace(PLAN, ground=EndGround.EXCLUDED), "reply_by"),
    ],
)
def test_what_is_missing_is_named_at_its_field(plan: EndPlan, field: str) -> None:
    with pytest.raises(Refusal) as told:
        intend(plan)
    assert told.value.field == field


def test_a_ground_of_the_act_is_none_below_the_threshold() -> None:
    plan = replace(PLAN, ground=EndGround.EXCLUDED, reply_by=LATER)
    intend(plan)
    with pytest.raises(Refusal, match="Choose why"):
        intend(plan, regime=Regime.BELOW)


HEARD = Heard(EndGround.EXCLUDED, DAY, LATER, is_answered=False, is_agreed=False)


@pytest.mark.parametrize(
    ("heard", "today", "sentence"),
    [
        (replace(HEARD, ground=EndGround.AGREEMENT), LATER, "has not agreed yet"),
        (HEARD, LATER, "can answer until 7 December 2026"),
        (replace(HEARD, reply_by=None, last_day=LATER), DAY, "Its last day is 7 December 2026"),
    ],
)
def test_a_contract_does_not_end_before_the_supplier_was_heard_or_before_its_day(
    heard: Heard, today: date, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        before_finishing(heard, DONE, today)


def test_it_ends_once_the_time_to_answer_is_over_or_the_supplier_has_answered_or_agreed() -> None:
    before_finishing(HEARD, DONE, LATER + timedelta(days=1))
    before_finishing(replace(HEARD, is_answered=True), DONE, DAY)
    before_finishing(replace(HEARD, ground=EndGround.AGREEMENT, is_agreed=True), DONE, DAY)


def test_finished_work_that_waits_is_answered_first() -> None:
    waiting = (*DONE, MilestoneState.CLAIMED)
    with pytest.raises(Refusal, match="Accept it or send it back"):
        before_finishing(replace(HEARD, is_answered=True), waiting, LATER)
    with pytest.raises(Refusal, match="Accept it or send it back"):
        refuse_undone_work(waiting)


def test_a_contract_is_completed_once_all_of_its_work_is_accepted() -> None:
    before_completing(ContractState.SIGNED, has_open_change=False)
    refuse_undone_work(DONE)
    with pytest.raises(Refusal, match="Not all of its work"):
        refuse_undone_work((*DONE, MilestoneState.PLANNED))
    with pytest.raises(Refusal, match="A change waits"):
        before_completing(ContractState.SIGNED, has_open_change=True)
