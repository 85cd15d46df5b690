"""Only money that has arrived from outside can be entered by hand."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.economy.funding import FundingFacts, before_entering
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals

TODAY = date(2026, 11, 23)
GRANT = FundingFacts("Lottery", "grant", Money(500000), date(2026, 11, 23), "food", "A new oven.")


@pytest.mark.parametrize("kind", ["grant", "other_funding"])
def test_a_grant_or_other_funding_that_arrived_today_is_fit(kind: str) -> None:
    before_entering(replace(GRANT, kind=kind), TODAY)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"funder": " "}, "funder_name"),
        ({"kind": "contract"}, "source"),
        ({"kind": "pledge"}, "source"),
        ({"amount": None}, "amount"),
        ({"amount": Money(0)}, "amount"),
        ({"amount": Money(-1)}, "amount"),
        ({"received_on": None}, "received_on"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
        ({"theme": "sport"}, "theme"),
        ({"purpose": ""}, "purpose"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_beside_its_field(
    change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        before_entering(replace(GRANT, **change), TODAY)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refusals) as refusal:
        before_entering(replace(GRANT, funder="", purpose=""), TODAY)
    assert len(refusal.value.faults) == 2
