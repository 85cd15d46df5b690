"""A breach: what is said of it, what followed, and by when a notice of it is owed."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.contracts.breach import (
    Breach,
    BreachKind,
    Consequence,
    before_answering,
    before_recording,
    check_breach,
    check_what_followed,
    in_words,
    notice_due,
)
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

TODAY = date(2027, 3, 10)
SAID = Breach(
    "No meals came.", date(2027, 3, 1), "Clause 4", "None was delivered.", "Patients waited.",
    "Two days.", "The ward cooked.", "One, on 2 March.", Money(500_00), "By settlement of 8 March.",
)  # fmt: skip
NOTHING = Consequence(BreachKind.NOTE, None)
SETTLED = Consequence(BreachKind.SETTLEMENT, date(2027, 3, 8))


@pytest.mark.parametrize(
    ("said", "follows", "field"),
    [
        (replace(SAID, event=" "), NOTHING, "event"),
        (replace(SAID, warnings=""), NOTHING, "warnings"),
        (replace(SAID, happened_on=None), NOTHING, "happened_on"),
        (replace(SAID, happened_on=date(2027, 3, 11)), NOTHING, "happened_on"),
        (SAID, Consequence(None, None), "kind"),
        (SAID, Consequence(BreachKind.DAMAGES, None), "follows_on"),
        (SAID, Consequence(BreachKind.DAMAGES, date(2027, 2, 28)), "follows_on"),
        (SAID, Consequence(BreachKind.DAMAGES, date(2027, 3, 11)), "follows_on"),
        (replace(SAID, basis=" "), SETTLED, "basis"),
    ],
)
def test_what_nobody_could_make_anything_of_is_refused(
    said: Breach, follows: Consequence, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_breach(said, follows, TODAY)
    assert refused.value.field == field


def test_a_note_needs_no_basis_and_what_followed_does() -> None:
    check_breach(replace(SAID, basis="", amount=None), NOTHING, TODAY)
    check_breach(SAID, SETTLED, TODAY)


@pytest.mark.parametrize(
    ("regime", "kind", "on", "due"),
    [
        (Regime.PUBLIC, BreachKind.SETTLEMENT, date(2027, 3, 8), date(2027, 4, 6)),
        (Regime.PUBLIC, BreachKind.NOT_IMPROVED, date(2026, 1, 1), date(2026, 1, 30)),
        (Regime.PUBLIC, BreachKind.TERMINATED, date(2025, 12, 31), None),
        (Regime.PUBLIC, BreachKind.NOTE, None, None),
        (Regime.LIGHT, BreachKind.TERMINATED, date(2027, 3, 8), None),
        (Regime.BELOW, BreachKind.TERMINATED, date(2027, 3, 8), None),
        (Regime.PRIVATE, BreachKind.TERMINATED, date(2027, 3, 8), None),
    ],
)
def test_a_notice_is_owed_within_thirty_days_where_the_act_owes_one(
    regime: Regime, kind: BreachKind, on: date | None, due: date | None
) -> None:
    assert notice_due(regime, kind, on) == due


def test_what_followed_has_its_day_and_its_basis() -> None:
    check_what_followed(SETTLED, "By settlement.", SAID.happened_on, TODAY)
    for follows, basis, field in (
        (NOTHING, "By settlement.", "kind"),
        (Consequence(None, None), "By settlement.", "kind"),
        (SETTLED, " ", "basis"),
        (replace(SETTLED, on=None), "By settlement.", "follows_on"),
    ):
        with pytest.raises(Refusal) as refused:
            check_what_followed(follows, basis, SAID.happened_on, TODAY)
        assert refused.value.field == field
    before_answering(is_answered=False)
    with pytest.raises(Refusal):
        before_answering(is_answered=True)
    with pytest.raises(Refusal):
        before_recording(ContractState.AWAITING_SIGNATURE)
    before_recording(ContractState.TERMINATED)


def test_a_breach_is_told_thing_by_thing() -> None:
    told = in_words(SAID, SETTLED)
    assert "When: 1 March 2027" in told
    assert "What followed, on 8 March 2027: The two sides made a settlement agreement" in told
    assert "Amount: £500.00" in told
    assert len(told) == 11
    assert len(in_words(replace(SAID, basis="", amount=None), NOTHING)) == 8
