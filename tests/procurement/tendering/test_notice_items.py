"""What each notice must hold, and what of it is missing."""

import pytest

from procurement.tendering.notice_items import Said, items_of, missing_from, notice_lines
from procurement.tendering.notices import NOTICE_TITLES, notices_owed
from procurement.tendering.regime import Regime
from tests.procurement.tendering.test_notices import ON

AUTHORITY = Said(("North Ward Council",), "organisations.name")


@pytest.mark.parametrize("regime", list(Regime))
def test_every_notice_that_a_regime_knows_has_its_content(regime: Regime) -> None:
    owed = {duty.code for duty in notices_owed(regime, ON)}
    assert {code for code in NOTICE_TITLES if items_of(code, regime)} == owed


@pytest.mark.parametrize(
    ("code", "regime", "keys"),
    [
        ("UK4", Regime.PUBLIC, {"no_lots", "risks", "suits", "after_expiry", "conditions"}),
        ("UK4", Regime.BELOW, {"suits", "reserved", "criteria"}),
        ("UK6", Regime.PUBLIC, {"associated_persons", "decided_on", "summaries_on", "consortium"}),
        ("UK7", Regime.LIGHT, {"entered_on", "indicators"}),
        ("UK7", Regime.BELOW, {"entered_on", "supplier_kinds"}),
        ("UK12", Regime.PUBLIC, {"not_awarded", "not_awarded_on"}),
    ],
)
def test_a_notice_holds_what_its_regulation_asks(code: str, regime: Regime, keys: set[str]) -> None:
    assert keys <= {item.key for item in items_of(code, regime)}


def test_below_the_threshold_a_notice_asks_for_less() -> None:
    below = {item.key for item in items_of("UK4", Regime.BELOW)}
    assert below < {item.key for item in items_of("UK4", Regime.PUBLIC)} | {"reserved"}
    assert items_of("UK6", Regime.BELOW) == ()


def test_each_item_says_why_it_matters_and_where_it_is_asked_for() -> None:
    for code in NOTICE_TITLES:
        for regime in Regime:
            for item in items_of(code, regime):
                assert item.why.endswith(".")
                assert item.source.startswith(
                    ("Procurement Regulations 2024, reg ", "Procurement Act")
                )


def test_what_is_not_recorded_is_missing() -> None:
    lines = notice_lines("UK12", Regime.PUBLIC, {"authority": AUTHORITY})
    assert lines[0].said == AUTHORITY
    assert [item.key for item in missing_from(lines)] == [line.item.key for line in lines[1:]]
