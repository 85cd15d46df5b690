"""What a buyer must say for the notice alone."""

from dataclasses import replace

from procurement.tendering.notice_terms import Agreements, NoticeTerms, notice_term_faults
from procurement.tendering.regime import Regime

NOTHING = NoticeTerms(None, None, None, None, None, None)
ALL = NoticeTerms(
    True,
    False,
    "None known.",
    "It will be.",
    "None.",
    Agreements.GPA,
)


def fields(terms: NoticeTerms, regime: Regime) -> list[str | None]:
    return [fault.field for fault in notice_term_faults(terms, regime)]


def test_above_the_threshold_all_of_it_is_asked_for() -> None:
    asked = ["suits_sme", "suits_vcse", "risks", "after_expiry", "engagement"]
    for regime in (Regime.PUBLIC, Regime.LIGHT):
        assert fields(NOTHING, regime) == [*asked, "agreements"]
        assert fields(ALL, regime) == []


def test_below_it_only_for_whom_the_contract_suits() -> None:
    assert fields(NOTHING, Regime.BELOW) == ["suits_sme", "suits_vcse"]


def test_a_private_buyer_is_asked_for_nothing() -> None:
    assert fields(NOTHING, Regime.PRIVATE) == []


def test_blank_words_say_nothing() -> None:
    assert fields(replace(ALL, risks="  "), Regime.PUBLIC) == ["risks"]
