"""Status rests on named evidence, the strongest that is good on the day."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.organisations.organisation import Identifier
from procurement.organisations.social_enterprise import (
    Criterion,
    Evidence,
    EvidenceKind,
    check_evidence,
    last_good_day,
    standing,
)

CHARITY = Evidence(
    kind=EvidenceKind.CHARITY_REGISTER,
    reference="Register entry read on the Commission's site",
    checked_on=date(2026, 3, 2),
    expires_on=date(2027, 3, 2),
    identifier=Identifier.parse("GB-CHC-1090095"),
)
DOCUMENT = Evidence(
    kind=EvidenceKind.GOVERNING_DOCUMENT,
    reference="Articles of 2019",
    checked_on=date(2026, 1, 5),
    expires_on=date(2026, 12, 31),
    criteria=frozenset(Criterion),
)
OWN_WORD = Evidence(
    kind=EvidenceKind.SELF_DECLARED,
    reference="Registration form",
    checked_on=date(2025, 6, 1),
    expires_on=date(2026, 6, 1),
)


def test_good_evidence_of_every_rung_passes() -> None:
    for evidence in (CHARITY, DOCUMENT, OWN_WORD):
        check_evidence(evidence)


def test_the_strongest_evidence_good_on_the_day_counts() -> None:
    ladder = [OWN_WORD, DOCUMENT, CHARITY]
    assert standing(ladder, date(2026, 1, 4)).word == "self-declared"
    assert standing(ladder, date(2026, 1, 5)).evidence == DOCUMENT
    assert standing(ladder, date(2026, 3, 2)).evidence == CHARITY
    assert standing(ladder, date(2027, 3, 2)).word == "verified"
    assert standing(ladder, date(2027, 3, 3)).word == "not known"
    assert not standing(ladder, date(2027, 3, 3)).is_verified


def test_of_two_on_one_rung_the_longer_lasting_counts() -> None:
    shorter = replace(CHARITY, expires_on=date(2026, 5, 1))
    assert standing([shorter, CHARITY], date(2026, 4, 1)).evidence == CHARITY


def test_the_organisations_own_word_is_never_verified() -> None:
    assert not standing([OWN_WORD], date(2025, 7, 1)).is_verified


def test_evidence_is_good_for_at_most_a_year() -> None:
    with pytest.raises(Refusal, match="here until 2 March 2027"):
        check_evidence(replace(CHARITY, expires_on=date(2027, 3, 3)))
    assert last_good_day(date(2028, 2, 29)) == date(2029, 2, 28)


def test_register_evidence_needs_a_number_of_that_register() -> None:
    with pytest.raises(Refusal, match="Give the number in the register"):
        check_evidence(replace(CHARITY, identifier=None))
    company = Identifier.parse("GB-COH-02036103")
    with pytest.raises(Refusal, match="the Charity Commission"):
        check_evidence(replace(CHARITY, identifier=company))
    check_evidence(replace(CHARITY, kind=EvidenceKind.CIC_REGISTER, identifier=company))


def test_a_governing_document_must_hold_every_criterion() -> None:
    without = frozenset(Criterion) - {Criterion.PROFIT}
    with pytest.raises(Refusal, match="At least half of profit"):
        check_evidence(replace(DOCUMENT, criteria=without))


def test_every_lack_is_named_at_once() -> None:
    with pytest.raises(Refusals) as refusals:
        check_evidence(replace(OWN_WORD, reference=" ", expires_on=date(2025, 5, 31)))
    assert [fault.field for fault in refusals.value.faults] == ["reference", "expires_on"]
