"""When a procurement or a lot ends without a contract, and which notice says so."""

import pytest

from procurement.assessment.award import AwardState, before_signing_award
from procurement.assessment.procurement_end import (
    before_ending,
    before_ending_lot,
    ends_all,
    owes_end_notice,
)
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState


def test_while_bids_are_sealed_every_lot_stands() -> None:
    before_ending_lot(is_opened=True)
    with pytest.raises(Refusal, match="or end the whole procurement now"):
        before_ending_lot(is_opened=False)


def test_what_has_a_contract_does_not_end_without_one() -> None:
    before_ending([])
    with pytest.raises(Refusal, match="for lot 2 is signed"):
        before_ending([2])
    with pytest.raises(Refusal, match="for lots 1, 3 is signed"):
        before_ending([3, 1])


@pytest.mark.parametrize(
    ("others", "is_all"),
    [
        ([], True),
        ([LotState.CANCELLED, LotState.CANCELLED], True),
        ([LotState.CANCELLED, LotState.OPEN], False),
        ([LotState.AWARDED], False),
    ],
)
def test_with_the_last_lot_the_procurement_ends(others: list[LotState], is_all: bool) -> None:
    assert ends_all(others) is is_all


def test_a_lot_that_the_award_notice_will_name_owes_no_notice_of_its_own() -> None:
    assert not owes_end_notice(is_last=False, is_award_published=False)
    assert owes_end_notice(is_last=True, is_award_published=False)
    assert owes_end_notice(is_last=False, is_award_published=True)


def test_the_contract_of_an_ended_award_is_not_signed() -> None:
    for state in AwardState:
        if state is not AwardState.CANCELLED:
            before_signing_award(state)
    with pytest.raises(Refusal, match="nothing to sign"):
        before_signing_award(AwardState.CANCELLED)
