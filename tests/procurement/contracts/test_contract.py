from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from procurement.contracts.contract import (
    CONTRACT,
    MILESTONE,
    ContractState,
    MilestoneState,
    SigningFacts,
    before_delivery,
    before_signing,
    is_delivered,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LOT, LotState, are_all_decided

FACTS = SigningFacts(
    value=Money(100),
    milestones=(Money(60), Money(40)),
    starts_on=date(2026, 12, 7),
    ends_on=date(2027, 12, 6),
    terms="Conditions for services, version 2.",
)


def test_a_sound_contract_may_be_signed() -> None:
    before_signing(FACTS)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"milestones": (Money(60),)}, "milestones add up to £0.60.*worth £1.00"),
        ({"milestones": (Money(0), Money(100))}, "more than £0"),
        ({"milestones": ()}, "Add at least one milestone"),
        ({"terms": " "}, "Give the terms of the contract"),
        ({"ends_on": date(2026, 12, 6)}, "end on or after the day it starts"),
        ({"ends_on": date(2127, 1, 1)}, "at most 100 years"),
    ],
)
def test_an_unsound_contract_is_not_signed(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        before_signing(replace(FACTS, **changed))


def test_a_contract_and_its_milestones_move_only_along_their_tables() -> None:
    assert CONTRACT.after(ContractState.AWAITING_SIGNATURE, "sign") is ContractState.SIGNED
    assert CONTRACT.verbs(ContractState.SIGNED) == ["complete", "terminate"]
    assert MILESTONE.after(MilestoneState.CLAIMED, "return") is MilestoneState.PLANNED
    assert MILESTONE.after(MilestoneState.INVOICED, "credit") is MilestoneState.ACCEPTED
    with pytest.raises(Refusal, match="This milestone is planned, so it cannot be invoiced now"):
        MILESTONE.after(MilestoneState.PLANNED, "invoice")


def test_no_work_of_a_contract_is_claimed_or_accepted_before_it_begins() -> None:
    with pytest.raises(Refusal, match="begins on 7 December 2026"):
        before_delivery(FACTS.starts_on, date(2026, 12, 6))
    before_delivery(FACTS.starts_on, date(2026, 12, 7))


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
