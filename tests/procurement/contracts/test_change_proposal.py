from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from procurement.contracts.change_proposal import (
    ChangePlan,
    PlannedWork,
    StandingContract,
    before_proposing_change,
    before_signing_change,
    change_signed_from,
    refuse_changed_work,
    value_after,
)
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals

FIRST, SECOND = uuid4(), uuid4()
DAY = date(2026, 11, 23)


def work(milestone_id: UUID | None, pence: int, *, is_dropped: bool = False) -> PlannedWork:
    return PlannedWork(milestone_id, "Meals", DAY, Money(pence), is_dropped)


def standing(
    state: ContractState = ContractState.SIGNED, *, has_open_change: bool = False
) -> StandingContract:
    return StandingContract(state, DAY, [FIRST, SECOND], Money(50_00), has_open_change)


def plan(*rows: PlannedWork, words: str = "More meals.", days: int | None = None) -> ChangePlan:
    return ChangePlan(words, date(2027, 11, 23), rows, days)


WHOLE = (work(FIRST, 100_00), work(SECOND, 200_00))


def test_the_new_value_is_what_is_settled_and_what_is_planned() -> None:
    rows = (*WHOLE[:1], work(SECOND, 200_00, is_dropped=True), work(None, 30_00))
    assert value_after(standing(), plan(*rows)) == Money(180_00)
    before_proposing_change(standing(), plan(*rows))


@pytest.mark.parametrize(
    ("stands", "proposed", "sentence"),
    [
        (standing(ContractState.AWAITING_SIGNATURE), plan(*WHOLE), "both sides have signed"),
        (standing(ContractState.TERMINATED), plan(*WHOLE), "that goes on"),
        (standing(has_open_change=True), plan(*WHOLE), "Withdraw it before"),
        (standing(), plan(*WHOLE, words=" "), "what changes and why"),
        (standing(), plan(*WHOLE, work(None, 0)), "more than £0"),
        (standing(), plan(*WHOLE, days=7), "lasts 8 to 30 working days"),
        (standing(), plan(*WHOLE, days=31), "lasts 8 to 30 working days"),
        (standing(), plan(WHOLE[0]), "claimed, or sent back"),
    ],
)
def test_an_unsound_change_is_refused(
    stands: StandingContract, proposed: ChangePlan, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        before_proposing_change(stands, proposed)


def test_a_change_that_leaves_nothing_or_ends_before_it_begins_is_refused_with_both() -> None:
    nothing = StandingContract(ContractState.SIGNED, DAY, [FIRST], Money(0), False)
    early = ChangePlan("End it.", date(2026, 11, 22), (work(FIRST, 1, is_dropped=True),), None)
    with pytest.raises(Refusals) as told:
        before_proposing_change(nothing, early)
    assert [fault.field for fault in told.value.faults] == ["ends_on", "work"]


def test_a_contract_does_not_end_before_its_own_work() -> None:
    late = replace(work(FIRST, 1), due_on=date(2026, 12, 1))
    early = ChangePlan("Sooner.", DAY, (late,), None)
    for stands, due in (
        (standing(), "“Meals” is due by 1 December 2026"),
        (replace(standing(), held_until=date(2028, 1, 1)), "what is held back is due by 1 January"),
    ):
        with pytest.raises(Refusal, match=due) as refused:
            before_proposing_change(replace(stands, planned=[FIRST]), early)
        assert refused.value.field == "ends_on"
    left_out = (replace(late, is_dropped=True),)
    before_proposing_change(replace(standing(), planned=[FIRST]), replace(early, work=left_out))


def test_work_that_was_claimed_or_sent_back_since_makes_a_change_old() -> None:
    refuse_changed_work([FIRST, SECOND], [*WHOLE, work(None, 5)])
    refuse_changed_work([SECOND, FIRST], WHOLE)
    for planned in ([FIRST], [FIRST, SECOND, uuid4()]):
        with pytest.raises(Refusal, match="written anew"):
            refuse_changed_work(planned, WHOLE)
    with pytest.raises(Refusal, match="written anew"):
        refuse_changed_work([FIRST, SECOND], [*WHOLE, WHOLE[0]])


def test_a_standstill_of_eight_working_days_begins_with_the_day_of_the_notice() -> None:
    assert change_signed_from(None, 8) is None
    assert change_signed_from(DAY, None) == DAY
    assert change_signed_from(DAY, 8) == date(2026, 12, 4)  # 30 November: a holiday in Scotland


@pytest.mark.parametrize(
    ("needs_notice", "days", "signed_from", "sentence"),
    [
        (True, None, None, "contract change notice comes first"),
        (False, 8, None, "contract change notice comes first"),
        (True, 8, date(2026, 11, 24), "can be signed from 24 November 2026"),
    ],
)
def test_nobody_signs_before_the_notice_or_in_the_standstill(
    needs_notice: bool, days: int | None, signed_from: date | None, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        before_signing_change(
            needs_notice=needs_notice, standstill_days=days, signed_from=signed_from, today=DAY
        )


def test_a_small_change_is_signed_at_once_and_a_noticed_one_from_its_day() -> None:
    for needs_notice, signed_from in ((False, None), (True, DAY)):
        before_signing_change(
            needs_notice=needs_notice, standstill_days=None, signed_from=signed_from, today=DAY
        )
