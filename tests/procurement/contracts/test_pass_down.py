"""What a contract asks to be passed on, and what is proved of it."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.contracts.pass_down import (
    MonthOfHours,
    PassDownTerms,
    before_passing_on,
    before_proposing,
    check_pass_down,
    labour_delivery,
    social_spending,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

MARCH, APRIL = date(2027, 3, 31), date(2027, 4, 30)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (PassDownTerms(), None),
        (PassDownTerms(payment_days=0), "payment_days"),
        (PassDownTerms(payment_days=61), "payment_days"),
        (PassDownTerms(social_share=Decimal(0)), "social_share"),
        (PassDownTerms(labour_share=Decimal("100.01")), "labour_share"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(terms, field):
    with pytest.raises(Refusal) as no:
        check_pass_down(terms)
    assert no.value.field == field


def test_the_borders_can_be_asked():
    check_pass_down(PassDownTerms(1, Decimal("0.5"), Decimal(100)))
    check_pass_down(PassDownTerms(payment_days=60))


def test_a_longer_term_below_contradicts_and_an_equal_one_does_not():
    before_passing_on(7, 7)
    before_passing_on(30, None)
    with pytest.raises(Refusal, match=r"is paid within 7 days\. Give 7 days or fewer") as no:
        before_passing_on(8, 7)
    assert no.value.field == "payment_days"
    with pytest.raises(Refusal, match=r"within 1 day\. Give 1 day or fewer"):
        before_passing_on(2, 1)


@pytest.mark.parametrize(
    ("buyer", "supplier", "for_buyer", "refused"),
    [
        (True, False, True, "One side has signed"),
        (False, True, False, "One side has signed"),
        (False, False, False, "its buyer proposes"),
    ],
)
def test_what_is_half_signed_is_not_changed(buyer, supplier, for_buyer, refused):
    with pytest.raises(Refusal, match=refused):
        before_proposing(buyer_signed=buyer, supplier_signed=supplier, for_buyer=for_buyer)


def test_the_buyer_proposes_before_and_both_propose_after():
    before_proposing(buyer_signed=False, supplier_signed=False, for_buyer=True)
    for for_buyer in (True, False):
        before_proposing(buyer_signed=True, supplier_signed=True, for_buyer=for_buyer)


def test_hours_stand_against_the_share_of_all_hours_and_only_confirmed_ones_count():
    months = [
        MonthOfHours(MARCH, Decimal(200), Decimal(30), is_confirmed=True),
        MonthOfHours(APRIL, Decimal(100), Decimal(5), is_confirmed=False),
    ]
    stands = labour_delivery(Decimal(10), months, APRIL)
    assert (stands.due, stands.delivered, stands.not_evidenced, stands.behind) == (30, 30, 5, 0)
    assert labour_delivery(Decimal(20), months, APRIL).behind == 30
    assert labour_delivery(None, months, APRIL).due == 0
    assert labour_delivery(Decimal(10), [], APRIL).delivered == 0


def test_spending_is_judged_by_what_of_the_contract_was_due():
    stages = [(MARCH, Money.parse("1000")), (APRIL, Money.parse("3000"))]
    paid = [(MARCH, Money.parse("60")), (MARCH, Money.parse("90")), (APRIL, Money.parse("1"))]
    stands = social_spending(Decimal(10), stages, paid, MARCH)
    assert (stands.committed, stands.due, stands.delivered) == (400_00, 100_00, 150_00)
    assert social_spending(None, stages, paid, APRIL).delivered == 151_00
