"""Shares, acceptance, conditions, supported employment, and the replacement of a member."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.bidding.consortium import (
    Associate,
    ConsortiumStage,
    Link,
    Member,
    WhyReplaced,
    Workforce,
    check_agreement,
    check_conditions,
    is_supported_employment_provider,
    may_replace,
    replace_member,
    share_faults,
    supported_share,
    who_meets,
)
from procurement.ground.refusal import Refusal, Refusals


def member(name, share, *, work="Catering", accepted=True):
    return Member(name, Decimal(share), work, accepted)


THREE = [member("Bloom", "50"), member("Crust", "30"), member("Draw", "20")]


def test_a_consortium_that_all_accepted_may_submit():
    check_agreement(THREE, lead="Bloom")


@pytest.mark.parametrize(
    ("members", "lead", "sentence"),
    [
        (THREE[:1], "Bloom", "at least two members"),
        ([*THREE[:2], member("Bloom", "20")], "Bloom", "Bloom is in the consortium twice"),
        (THREE, "Elm", "The lead must be one of the members"),
        ([*THREE[:2], member("Draw", "19.99")], "Bloom", "add up to 99.99%, which is 0.01% less"),
        ([*THREE[:2], member("Draw", "20.0001")], "Bloom", "which is 0.0001% more"),
        ([*THREE[:2], member("Draw", "20.00001")], "Bloom", "at most four decimal places"),
        ([*THREE, member("Elm", "0")], "Bloom", "more than 0%"),
        ([*THREE[:2], member("Draw", "NaN")], "Bloom", "more than 0%"),
        ([*THREE[:2], member("Draw", "1E+400")], "Bloom", "at most 100%"),
        ([*THREE[:2], member("Draw", "20", work=" ")], "Bloom", "Say what Draw will do"),
        ([*THREE[:2], member("Draw", "20", accepted=False)], "Bloom", "Draw must accept"),
    ],
)
def test_a_consortium_that_is_not_agreed_is_refused(members, lead, sentence):
    with pytest.raises(Refusal, match=sentence):
        check_agreement(members, lead)


def test_everyone_who_has_not_accepted_is_named():
    waiting = [member(name, "50", accepted=False) for name in ("Bloom", "Crust")]
    with pytest.raises(Refusal, match="Bloom and Crust must accept"):
        check_agreement(waiting, "Bloom")


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(Refusals) as refused:
        check_agreement([member("Bloom", "50", work="", accepted=False)], "Elm")
    assert len(refused.value.faults) == 5


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20))
def test_shares_stand_only_where_they_add_up_to_exactly_a_hundred(parts):
    left = 1_000_000 - sum(parts)
    shares = [Decimal(part) / 10_000 for part in [*parts, left]]
    assert share_faults(shares) == []
    shares[0] += Decimal("0.0001")
    assert len(share_faults(shares)) == 1


def test_a_condition_is_met_for_the_bid_by_any_bound_associate():
    associates = [
        Associate("Bloom", Link.MEMBER, frozenset({"insurance"})),
        Associate("Crust", Link.SUBCONTRACTOR, frozenset({"food safety"})),
        Associate("Draw", Link.GUARANTOR, frozenset({"turnover", "insurance"}), is_bound=False),
    ]
    assert who_meets(["insurance", "food safety", "turnover"], associates) == {
        "insurance": ["Bloom"],
        "food safety": ["Crust"],
        "turnover": [],
    }
    check_conditions(["insurance", "food safety"], associates)
    with pytest.raises(Refusal, match="No member meets the condition: turnover"):
        check_conditions(["turnover"], associates)


def test_a_guarantor_is_not_an_associated_person():
    assert [Associate("X", link, frozenset()).is_associated_person for link in Link] == [
        True,
        True,
        False,
    ]


def workforce(name, workers, supported):
    return Workforce(name, Decimal(workers), Decimal(supported))


def test_supported_employment_is_counted_over_the_combined_workforce():
    # 10 of 20 and 5 of 30: 30% together, though one member alone has 17%
    pair = [workforce("Bloom", 20, 10), workforce("Crust", 30, 5)]
    assert supported_share(pair) == Fraction(30, 100)
    assert is_supported_employment_provider(pair)
    assert not is_supported_employment_provider([workforce("Bloom", 1000, 299)])


def test_a_workforce_that_cannot_be_is_refused():
    with pytest.raises(Refusal, match="cannot have more disabled or disadvantaged workers"):
        supported_share([workforce("Bloom", 1, 2)])
    with pytest.raises(Refusal, match="Enter how many people"):
        supported_share([workforce("Bloom", 0, 0)])


@pytest.mark.parametrize(
    ("stage", "why", "consents"),
    [
        (ConsortiumStage.BEFORE_DEADLINE, WhyReplaced.CHOICE, False),
        (ConsortiumStage.BEFORE_AWARD, WhyReplaced.EXCLUDED, True),
        (ConsortiumStage.AFTER_AWARD, WhyReplaced.EXCLUDED, True),
        (ConsortiumStage.AFTER_AWARD, WhyReplaced.RESTRUCTURED, True),
        (ConsortiumStage.AFTER_SIGNING, WhyReplaced.RESTRUCTURED, True),
    ],
)
def test_a_member_may_be_replaced(stage, why, consents):
    assert may_replace(stage, why, authority_consents=consents) is None


@pytest.mark.parametrize(
    ("stage", "why", "consents", "sentence"),
    [
        (ConsortiumStage.BEFORE_AWARD, WhyReplaced.CHOICE, True, "cannot be replaced by choice"),
        (ConsortiumStage.AFTER_AWARD, WhyReplaced.CHOICE, True, "cannot be replaced by choice"),
        (ConsortiumStage.BEFORE_AWARD, WhyReplaced.EXCLUDED, False, "reasonable opportunity"),
        (
            ConsortiumStage.AFTER_SIGNING,
            WhyReplaced.EXCLUDED,
            True,
            "only where a corporate restructuring",
        ),
        (ConsortiumStage.AFTER_SIGNING, WhyReplaced.RESTRUCTURED, False, "the buyer must agree"),
    ],
)
def test_a_member_may_not_be_replaced(stage, why, consents, sentence):
    with pytest.raises(Refusal, match=sentence):
        may_replace(stage, why, authority_consents=consents)


def test_after_a_replacement_everyone_is_asked_again():
    after = replace_member(THREE, "Crust", member("Elm", "30"))
    assert [one.enterprise for one in after] == ["Bloom", "Elm", "Draw"]
    assert not any(one.accepted for one in after)
    with pytest.raises(Refusal, match="Fig is not in the consortium"):
        replace_member(THREE, "Fig", member("Elm", "30"))
