"""Decided, summaries sent, standstill, signed; and what must come before what."""

from datetime import date

import pytest

from procurement.assessment.award import (
    AWARD,
    AwardFacts,
    AwardState,
    before_awarding,
    before_preparing,
    before_publishing,
    before_signing,
    may_sign_from,
)
from procurement.ground.refusal import Refusal
from procurement.tendering.tie_rule import TieRule


def facts(**changes):
    told = {"assessed": frozenset({"A", "B"}), "summaries_sent_to": frozenset({"A", "B"})}
    return AwardFacts(**(told | {"published_on": date(2026, 11, 24)} | changes))


def test_an_award_goes_through_its_four_states_in_order():
    state = AwardState.DECIDED
    for verb, after in [("send", "summaries_sent"), ("publish", "standstill"), ("sign", "signed")]:
        state = AWARD.after(state, verb)
        assert state == after
    assert AWARD.verbs(state) == []


@pytest.mark.parametrize(
    ("state", "verb", "sentence"),
    [
        (AwardState.DECIDED, "publish", "This award is decided, so it cannot be published now"),
        (AwardState.DECIDED, "sign", "cannot be signed now"),
        (AwardState.SUMMARIES_SENT, "sign", "This award is summaries sent"),
        (AwardState.SIGNED, "cancel", "This award is signed, so it cannot be cancelled now"),
    ],
)
def test_no_step_is_left_out(state, verb, sentence):
    with pytest.raises(Refusal, match=sentence):
        AWARD.after(state, verb)


def test_an_award_can_be_cancelled_until_it_is_signed():
    for state in (AwardState.DECIDED, AwardState.SUMMARIES_SENT, AwardState.STANDSTILL):
        assert AWARD.after(state, "cancel") is AwardState.CANCELLED


def test_a_suspended_award_is_not_signed_until_it_is_resumed():
    suspended = AWARD.after(AwardState.STANDSTILL, "suspend")
    assert AWARD.verbs(suspended) == ["resume", "cancel"]
    with pytest.raises(Refusal, match="This award is suspended, so it cannot be signed now"):
        AWARD.after(suspended, "sign")
    assert AWARD.after(suspended, "resume") is AwardState.STANDSTILL


def test_the_notice_waits_for_every_summary():
    before_publishing(facts())
    with pytest.raises(Refusal, match="1 summary is still to send"):
        before_publishing(facts(summaries_sent_to=frozenset({"A"})))
    with pytest.raises(Refusal, match="2 summaries are still to send"):
        before_publishing(facts(summaries_sent_to=frozenset()))


def test_signature_waits_for_the_notice():
    assert may_sign_from(facts(published_on=None)) is None
    with pytest.raises(Refusal, match="Publish the contract award notice"):
        before_signing(facts(published_on=None), date(2026, 12, 25))


def test_signature_waits_for_the_standstill_to_end():
    # eight working days with St Andrew's day a holiday: ends on Friday 4 December 2026
    assert may_sign_from(facts()) == date(2026, 12, 5)
    with pytest.raises(Refusal, match="can be signed from 5 December 2026"):
        before_signing(facts(), date(2026, 12, 4))
    before_signing(facts(), date(2026, 12, 5))


def test_a_longer_voluntary_standstill_is_kept():
    assert may_sign_from(facts(working_days=10)) == date(2026, 12, 9)


def test_without_a_standstill_signature_may_follow_on_the_day():
    before_signing(facts(working_days=None), date(2026, 11, 24))


def test_a_claim_during_the_standstill_suspends_signature():
    with pytest.raises(Refusal, match="A claim was made during the standstill"):
        before_signing(facts(claim_notified=True), date(2027, 1, 1))


def test_the_contract_goes_to_a_bid_that_the_method_puts_first_and_for_a_reason():
    before_awarding("A", ["A", "B"], "Highest total.", None)
    with pytest.raises(Refusal, match="goes to the bid that the published method puts first"):
        before_awarding("C", ["A", "B"], "Highest total.", None)
    with pytest.raises(Refusal, match="Give the reason for the award") as refused:
        before_awarding("A", ["A"], " ", TieRule.DRAW)
    assert refused.value.field == "reason"


def test_between_equal_bids_a_draw_decides_where_the_tender_says_so():
    with pytest.raises(Refusal, match="2 bids are equal by every step"):
        before_awarding("A", ["A", "B"], "Highest total.", TieRule.QUALITY_FIRST)
    before_awarding("A", ["A"], "Highest total.", TieRule.QUALITY_FIRST)


@pytest.mark.parametrize("state", list(AwardState))
def test_the_contract_is_written_once_the_bidders_know_the_result(state):
    if state in ("summaries_sent", "standstill", "suspended"):
        before_preparing(state, is_prepared=False)
    else:
        with pytest.raises(Refusal, match="Send the assessment summaries before"):
            before_preparing(state, is_prepared=False)


def test_a_contract_is_prepared_once() -> None:
    with pytest.raises(Refusal, match="prepared already"):
        before_preparing(AwardState.STANDSTILL, is_prepared=True)
