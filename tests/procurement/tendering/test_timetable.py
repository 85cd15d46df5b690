from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from procurement.ground.refusal import Refusal
from procurement.tendering.minimum_period import (
    Circumstances,
    Procedure,
    is_qualifying_planned_notice,
    minimum_participation,
    minimum_tendering,
)
from procurement.tendering.regime import Regime
from procurement.tendering.tender_change import (
    ChangeEffect,
    change_after_publication,
    check_time_left,
    extended,
    reason_given,
)
from procurement.tendering.timetable import (
    Timetable,
    moved,
    planned_back,
    planned_forward,
    timetable_faults,
)

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 18, 12, tzinfo=UTC)
USUAL = Circumstances()


@pytest.mark.parametrize(
    ("how", "days"),
    [
        (USUAL, 25),
        (Circumstances(are_documents_with_notice=False), 30),
        (Circumstances(are_tenders_electronic=False), 30),
        (Circumstances(are_tenders_electronic=False, are_documents_with_notice=False), 35),
        (Circumstances(is_urgent=True), 10),
        (Circumstances(is_dynamic_market=True), 10),
        (Circumstances(is_sub_central_preselected=True), 10),
        (Circumstances(planned_notice_on=date(2026, 10, 1)), 10),
        (Circumstances(planned_notice_on=date(2026, 11, 1)), 25),
        (Circumstances(is_sub_central_negotiated=True), None),
    ],
)
def test_the_least_time_for_tendering_depends_on_the_circumstances(
    how: Circumstances, days: int | None
) -> None:
    least = minimum_tendering(Regime.PUBLIC, how, DAY)
    assert least.days == days
    assert "s54" in least.source


def test_the_period_begins_the_day_after_and_ends_with_the_day_tenders_are_due() -> None:
    least = minimum_tendering(Regime.PUBLIC, USUAL, DAY)
    assert least.earliest_day(DAY) == date(2026, 12, 15)


@pytest.mark.parametrize("regime", [Regime.BELOW, Regime.LIGHT, Regime.PRIVATE])
def test_other_regimes_have_no_least_number_of_days(regime: Regime) -> None:
    least = minimum_tendering(regime, USUAL, DAY)
    assert least.days is None
    assert least.earliest_day(DAY) == DAY + timedelta(days=1)
    assert minimum_participation(regime, USUAL, DAY).days is None


def test_requests_to_take_part_have_their_own_least_time() -> None:
    assert minimum_participation(Regime.PUBLIC, USUAL, DAY).days == 25
    assert minimum_participation(Regime.PUBLIC, Circumstances(is_urgent=True), DAY).days == 10


def test_a_planned_procurement_notice_qualifies_from_forty_days_to_twelve_months_before() -> None:
    def qualifies(day: date) -> bool:
        return is_qualifying_planned_notice(day, DAY)

    assert [qualifies(DAY - timedelta(days=days)) for days in (39, 40, 41)] == [False, True, True]
    a_year = [date(2025, 11, 19), date(2025, 11, 20), date(2025, 11, 21)]
    assert [qualifies(day) for day in a_year] == [False, True, True]
    assert is_qualifying_planned_notice(date(2027, 2, 28), date(2028, 2, 29))
    assert not is_qualifying_planned_notice(date(2027, 2, 27), date(2028, 2, 29))


def test_before_the_act_there_is_no_least_time_to_tell() -> None:
    assert minimum_tendering(Regime.PUBLIC, USUAL, date(2025, 2, 24)).days == 25
    assert minimum_tendering(Regime.PUBLIC, USUAL, date(2025, 2, 25)).days == 25
    with pytest.raises(Refusal, match="The least time for suppliers for 23 February 2025"):
        minimum_tendering(Regime.PUBLIC, USUAL, date(2025, 2, 23))


def test_a_timetable_is_planned_from_the_day_of_publication() -> None:
    plan = planned_forward(DAY, Regime.PUBLIC, USUAL)
    assert plan.closes_at == datetime(2026, 12, 21, 12, tzinfo=UTC)  # day 30 is a Sunday
    assert plan.questions_close_at == datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert plan.answers_by == date(2026, 12, 15)
    assert plan.award_on == date(2027, 1, 22)
    assert plan.starts_on == date(2027, 2, 17)


def test_a_timetable_is_planned_back_from_the_day_the_contract_must_begin() -> None:
    plan = planned_back(date(2027, 4, 1), Regime.PUBLIC, USUAL)
    later = planned_forward(plan.published_on + timedelta(days=1), Regime.PUBLIC, USUAL)
    assert plan.starts_on <= date(2027, 4, 1) < later.starts_on


@given(
    st.dates(date(2026, 1, 1), date(2028, 6, 1)),
    st.sampled_from(list(Regime)),
    st.integers(1, 60),
)
@example(date(2026, 11, 16), Regime.BELOW, 1)
@settings(max_examples=60, deadline=None)
def test_every_planned_timetable_is_lawful(published: date, regime: Regime, days: int) -> None:
    plan = planned_forward(published, regime, USUAL, tendering_days=days)
    assert timetable_faults(plan, regime, USUAL) == []


def test_an_open_competition_may_be_changed_until_its_deadline_and_not_at_it() -> None:
    just_before = CLOSES - timedelta(microseconds=1)
    effect = change_after_publication(
        Procedure.OPEN,
        Regime.PUBLIC,
        USUAL,
        closes_at=CLOSES,
        is_substantial=False,
        now=just_before,
    )
    assert effect.must_republish
    assert effect.must_reconsider_deadline
    assert effect.earliest_deadline is None
    with pytest.raises(Refusal, match="an open competition cannot be changed"):
        change_after_publication(
            Procedure.OPEN,
            Regime.PUBLIC,
            USUAL,
            closes_at=CLOSES,
            is_substantial=False,
            now=CLOSES,
        )


def test_a_flexible_procedure_may_later_be_changed_only_where_it_is_not_substantial() -> None:
    late = CLOSES + timedelta(days=1)
    effect = change_after_publication(
        Procedure.COMPETITIVE_FLEXIBLE,
        Regime.PUBLIC,
        USUAL,
        closes_at=CLOSES,
        is_substantial=False,
        now=late,
    )
    assert effect.must_republish
    with pytest.raises(Refusal, match="only a change that is not substantial"):
        change_after_publication(
            Procedure.COMPETITIVE_FLEXIBLE,
            Regime.PUBLIC,
            USUAL,
            closes_at=CLOSES,
            is_substantial=True,
            now=late,
        )


def test_a_substantial_change_gives_suppliers_the_least_time_anew() -> None:
    def earliest(now: datetime) -> date | None:
        return change_after_publication(
            Procedure.OPEN, Regime.PUBLIC, USUAL, closes_at=CLOSES, is_substantial=True, now=now
        ).earliest_deadline

    assert earliest(NOW) == date(2026, 12, 20)
    assert earliest(datetime(2026, 11, 21, 9, tzinfo=UTC)) == date(2026, 12, 18)


def test_a_deadline_is_only_ever_moved_to_later() -> None:
    later = CLOSES + timedelta(days=3)
    assert extended(CLOSES, later, NOW) == later
    with pytest.raises(Refusal, match="must be later than 12:00 on Friday 18 December 2026"):
        extended(CLOSES, CLOSES, NOW)
    with pytest.raises(Refusal, match="cannot be moved now"):
        extended(CLOSES, later, CLOSES)
    with pytest.raises(Refusal, match="bank holidays of 2031"):
        extended(CLOSES, CLOSES.replace(year=2031), NOW)


def test_urgency_in_a_timetable_needs_its_reason() -> None:
    how = replace(USUAL, is_urgent=True, urgency_reason="The roof has fallen in.")
    plan = planned_forward(DAY, Regime.PUBLIC, how, tendering_days=10)
    assert plan.closes_at.date() == date(2026, 12, 1)  # day 10 is 30 November, St Andrew's Day


PLAN = Timetable(
    published_on=DAY,
    questions_close_at=datetime(2026, 12, 8, 12, tzinfo=UTC),
    answers_by=date(2026, 12, 11),
    closes_at=CLOSES,
    award_on=date(2027, 1, 25),
    starts_on=date(2027, 2, 10),
)


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("with_questions", [True, False])
@given(days=st.integers(1, 120))
@settings(max_examples=20, deadline=None)
def test_a_timetable_that_held_together_still_does_when_its_deadline_moves(
    regime: Regime, with_questions: bool, days: int
) -> None:
    later = CLOSES + timedelta(days=days)
    plan = moved(PLAN, later, regime, with_questions=with_questions)
    assert timetable_faults(plan, regime, USUAL) == []
    assert plan.closes_at == later
    assert (plan.answers_by > PLAN.answers_by) is with_questions
    assert plan.award_on >= PLAN.award_on + timedelta(days=days)


def test_award_and_start_that_a_weekend_pushes_together_stay_apart() -> None:
    close = replace(PLAN, award_on=date(2027, 1, 25), starts_on=date(2027, 1, 26))
    plan = moved(close, CLOSES + timedelta(days=5), Regime.BELOW, with_questions=False)
    assert (plan.award_on, plan.starts_on) == (date(2027, 2, 1), date(2027, 2, 2))


def test_questions_move_by_london_days_over_the_change_of_the_clock() -> None:
    plan = moved(
        replace(PLAN, closes_at=datetime(2027, 3, 26, 12, tzinfo=UTC)),
        datetime(2027, 6, 1, 11, tzinfo=UTC),
        Regime.BELOW,
        with_questions=True,
    )
    assert plan.questions_close_at == datetime(2027, 2, 13, 12, tzinfo=UTC)


def test_a_change_that_matters_leaves_the_legal_least_time_from_its_day_on() -> None:
    effect = ChangeEffect(True, True, date(2026, 12, 18), ("Publish.", "Move the deadline."))
    check_time_left(effect, datetime(2026, 12, 18, 0, tzinfo=UTC), field="closes_at")
    with pytest.raises(Refusal, match="Move the deadline") as refused:
        check_time_left(effect, datetime(2026, 12, 17, 23, 59, tzinfo=UTC), field="closes_at")
    assert refused.value.field == "closes_at"
    free = replace(effect, earliest_deadline=None)
    check_time_left(free, datetime(2026, 12, 1, tzinfo=UTC), field="closes_at")


def test_the_reason_of_a_change_is_owed_because_it_is_published() -> None:
    assert reason_given(" The kitchen moved. ") == "The kitchen moved."
    with pytest.raises(Refusal, match="Give the reason: it is published"):
        reason_given(" ")
