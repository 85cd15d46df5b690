from datetime import date

import pytest

from procurement.ground.figures import Mark
from procurement.ground.refusal import Refusal
from procurement.tendering.records import ContractForm, Record, keeping_period, years_after
from procurement.tendering.regime import Regime

DECIDED = date(2026, 12, 5)
ENDS = date(2029, 3, 31)


@pytest.mark.parametrize("record", [Record.PROCUREMENT, Record.LOSING_BID])
def test_public_records_are_kept_three_years_and_others_one_by_custom(record: Record) -> None:
    public = keeping_period(record, Regime.PUBLIC, decided_on=DECIDED)
    assert (public.until, public.mark) == (date(2029, 12, 5), Mark.READ)
    small = keeping_period(record, Regime.BELOW, decided_on=DECIDED)
    assert (small.until, small.mark) == (date(2027, 12, 5), Mark.GENERAL)


@pytest.mark.parametrize(
    ("form", "until"),
    [
        (ContractForm.SIMPLE, date(2035, 3, 31)),
        (ContractForm.DEED, date(2041, 3, 31)),
        (ContractForm.PROPERTY, date(2044, 3, 31)),
    ],
)
def test_a_contract_and_its_bid_are_kept_from_its_end_by_its_form(
    form: ContractForm, until: date
) -> None:
    for record in (Record.WINNING_BID, Record.CONTRACT):
        kept = keeping_period(
            record, Regime.PUBLIC, decided_on=DECIDED, contract_ends_on=ENDS, form=form
        )
        assert kept.until == until


def test_the_end_of_the_contract_must_be_known() -> None:
    with pytest.raises(Refusal, match="Say when the contract ends"):
        keeping_period(Record.CONTRACT, Regime.PUBLIC, decided_on=DECIDED)


def test_years_from_a_leap_day_end_on_the_28th() -> None:
    assert years_after(date(2028, 2, 29), 3) == date(2031, 2, 28)
