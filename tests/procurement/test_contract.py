from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from procurement.contract import (
    CONTRACT,
    MILESTONE,
    ContractState,
    MilestoneState,
    SigningFacts,
    is_delivered,
    signable,
    signable_from,
)
from procurement.lot import LOT, LotState, are_all_decided
from procurement.money import Money
from procurement.refusal import Refusal
from procurement.regime import Regime

FACTS = SigningFacts(
    regime=Regime.PUBLIC,
    value=Money(100),
    milestones=(Money(60), Money(40)),
    starts_on=date(2026, 12, 7),
    ends_on=date(2027, 12, 6),
    summaries_sent_on=date(2026, 11, 24),
    award_notice_on=date(2026, 11, 24),
)


def test_signing_is_lawful_from_the_day_after_standstill() -> None:
    signable(FACTS, date(2026, 12, 5))
    with pytest.raises(Refusal, match=r"lasts to 4 December 2026.*signed from 5 December 2026"):
        signable(FACTS, date(2026, 12, 4))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"award_notice_on": None}, "Publish the contract award notice first"),
        ({"summaries_sent_on": None}, "assessment summary before"),
        ({"summaries_sent_on": date(2026, 11, 25)}, "assessment summary before"),
        ({"milestones": (Money(60),)}, "milestones add up to £0.60.*worth £1.00"),
        ({"ends_on": date(2026, 12, 6)}, "ends before it begins"),
        ({"regime": Regime.BELOW, "standstill_working_days": 7}, "at least eight working days"),
    ],
)
def test_an_unsound_contract_is_not_signed(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        signable(replace(FACTS, **changed), date(2027, 1, 15))


@pytest.mark.parametrize("regime", [Regime.BELOW, Regime.LIGHT, Regime.PRIVATE])
def test_no_standstill_is_owed_below_the_threshold_by_light_touch_or_privately(
    regime: Regime,
) -> None:
    facts = replace(FACTS, regime=regime, award_notice_on=None, summaries_sent_on=None)
    assert signable_from(facts) is None
    signable(facts, date(2026, 11, 24))


def test_a_voluntary_standstill_binds_as_announced() -> None:
    facts = replace(FACTS, regime=Regime.LIGHT, standstill_working_days=8)
    assert signable_from(facts) == date(2026, 12, 5)


def test_a_mandatory_standstill_is_never_shorter_than_eight_days() -> None:
    assert signable_from(replace(FACTS, standstill_working_days=3)) == date(2026, 12, 5)


def test_a_contract_and_its_milestones_move_only_along_their_tables() -> None:
    assert CONTRACT.after(ContractState.AWAITING_SIGNATURE, "sign") is ContractState.SIGNED
    assert CONTRACT.verbs(ContractState.SIGNED) == ["complete", "terminate"]
    assert MILESTONE.after(MilestoneState.CLAIMED, "return") is MilestoneState.PLANNED
    assert MILESTONE.after(MilestoneState.INVOICED, "credit") is MilestoneState.ACCEPTED
    with pytest.raises(Refusal, match="This milestone is planned, so it cannot be invoiced now"):
        MILESTONE.after(MilestoneState.PLANNED, "invoice")


def test_a_contract_is_delivered_when_every_milestone_is_accepted() -> None:
    assert is_delivered([MilestoneState.ACCEPTED, MilestoneState.INVOICED])
    assert not is_delivered([MilestoneState.ACCEPTED, MilestoneState.CLAIMED])
    assert not is_delivered([])


def test_an_awarded_lot_may_still_be_cancelled_and_then_no_more() -> None:
    assert LOT.after(LotState.AWARDED, "cancel") is LotState.CANCELLED
    assert LOT.verbs(LotState.CANCELLED) == []
    assert are_all_decided([LotState.AWARDED, LotState.CANCELLED])
    assert not are_all_decided([LotState.AWARDED, LotState.OPEN])
    assert not are_all_decided([])
