from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.payments.dispute import Dispute, payable_now, refuse_unfit_dispute
from invoicing.payments.payment import (
    Allocation,
    Balance,
    allocate,
    disagreements,
    refuse_over_allocation,
    refuse_over_refund,
)
from invoicing.payments.payment import balance as balance_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def balance(gross, allocated=(), credited=()):
    return balance_of(Money(gross), map(Money, allocated), map(Money, credited))


def test_nothing_paid_leaves_the_whole_outstanding():
    found = balance(7196)
    assert (found.outstanding, found.refundable) == (Money(7196), Money(0))
    assert not found.is_part_paid
    assert found.verb is None


def test_a_part_payment_leaves_the_rest():
    found = balance(7196, [5000])
    assert found.outstanding == Money(2196)
    assert found.is_part_paid
    assert found.verb is None


def test_payments_and_a_credit_note_together_settle_an_invoice():
    found = balance(7196, [5000], [2196])
    assert found.outstanding == Money(0)
    assert found.verb == "pay"


def test_a_refund_opens_the_invoice_again():
    assert balance(7196, [7196, -1000]).outstanding == Money(1000)


def test_a_credit_after_payment_is_owed_back():
    found = balance(7196, [7196], [7196])
    assert found.refundable == Money(7196)
    assert found.verb == "credit"


def test_more_credit_than_the_invoice_is_refused():
    with pytest.raises(Refusal, match="more than the invoice"):
        balance(100, [], [60, 41])


def test_more_refund_than_was_paid_is_refused():
    with pytest.raises(Refusal, match="More has been refunded"):
        balance(100, [50, -51])


def test_a_payment_settles_invoices_in_the_order_given():
    assert allocate(Money(150), [("a", Money(100)), ("settled", Money(0)), ("b", Money(80))]) == [
        ("a", Money(100)),
        ("b", Money(50)),
    ]
    assert allocate(Money(500), [("a", Money(100))]) == [("a", Money(100))]


def test_a_payment_of_nothing_is_refused():
    with pytest.raises(Refusal, match="more than"):
        allocate(Money(0), [("a", Money(100))])


@pytest.mark.parametrize(
    ("amount", "left", "sentence"),
    [
        (0, 100, "Say how much"),
        (51, 50, "Only £0.50 of this payment is left"),
        (81, 100, "Only £0.80 is outstanding"),
    ],
)
def test_an_allocation_beyond_what_is_there_is_refused(amount, left, sentence):
    with pytest.raises(Refusal, match=sentence):
        refuse_over_allocation(Money(amount), Money(left), balance(100, [20]))


def test_an_allocation_of_the_last_penny_is_taken():
    refuse_over_allocation(Money(80), Money(80), balance(100, [20]))


def test_a_refund_beyond_what_was_paid_is_refused():
    refuse_over_refund(Money(20), balance(100, [20]))
    with pytest.raises(Refusal, match="no more can go back"):
        refuse_over_refund(Money(21), balance(100, [20]))
    with pytest.raises(Refusal, match="A refund must be more"):
        refuse_over_refund(Money(0), balance(100, [20]))


SUMS = st.integers(1, 10**9)


@given(SUMS, st.lists(SUMS, max_size=10))
def test_an_allocated_payment_always_balances(paid, owed):
    invoices = {str(n): pence for n, pence in enumerate(owed)}
    parts = allocate(Money(paid), [(name, Money(pence)) for name, pence in invoices.items()])
    settled = {name: part.pence for name, part in parts}
    after = {name: balance(pence, [settled.get(name, 0)]) for name, pence in invoices.items()}
    allocations = [Allocation("p", name, part) for name, part in parts]
    assert sum(settled.values()) == min(paid, sum(owed))
    assert sum(b.outstanding.pence for b in after.values()) == max(sum(owed) - paid, 0)
    assert disagreements({"p": Money(paid)}, after, allocations) == []


def test_a_refund_balances():
    assert (
        disagreements(
            {"p": Money(100), "r": Money(-40)},
            {"i": Balance(Money(100), Money(0), Money(60))},
            [Allocation("p", "i", Money(100)), Allocation("r", "i", Money(-40))],
        )
        == []
    )


@pytest.mark.parametrize(
    ("payments", "invoices", "allocations", "sentence"),
    [
        ({}, {}, [("p", "i", 1)], "names payment p"),
        ({"p": 1}, {}, [("p", "i", 1)], "names invoice i"),
        ({"p": 9}, {"i": (9, 0, 10)}, [("p", "i", 10)], "Payment p of £0.09 is allocated for"),
        ({"p": -9}, {"i": (9, 0, 9)}, [("p", "i", 9)], "against its own direction"),
        ({"p": 9}, {"i": (9, 0, 9)}, [], "recorded as paid £0.09, but £0.00"),
        ({"p": 9}, {"i": (5, 0, 9)}, [("p", "i", 9)], "paid £0.04 beyond its worth"),
    ],
)
def test_what_does_not_balance_is_named(payments, invoices, allocations, sentence):
    found = disagreements(
        {name: Money(pence) for name, pence in payments.items()},
        {name: Balance(*map(Money, sums)) for name, sums in invoices.items()},
        [Allocation(payment, invoice, Money(pence)) for payment, invoice, pence in allocations],
    )
    assert any(sentence in each for each in found)


RECEIVED = date(2026, 11, 20)
HALF = Dispute(date(2026, 11, 23), Money(5000), "Half of the lunches did not come.")


def test_what_is_not_disputed_stays_due():
    assert payable_now(balance(10000), None) == Money(10000)
    assert payable_now(balance(10000), HALF) == Money(5000)
    assert payable_now(balance(10000, [6000]), HALF) == Money(0)


def test_days_to_notice_are_counted():
    refuse_unfit_dispute(HALF, RECEIVED, balance(10000))
    assert HALF.days_to_notice(RECEIVED) == 3


@pytest.mark.parametrize(
    ("dispute", "sentence"),
    [
        (Dispute(RECEIVED, Money(1), " "), "Say why"),
        (Dispute(date(2026, 11, 19), Money(1), "No"), "not yet received"),
        (Dispute(RECEIVED, Money(0), "No"), "not more than the £100.00 owed"),
        (Dispute(RECEIVED, Money(10001), "No"), "not more than the £100.00 owed"),
    ],
)
def test_a_dispute_that_cannot_stand_is_refused(dispute, sentence):
    with pytest.raises(Refusal, match=sentence):
        refuse_unfit_dispute(dispute, RECEIVED, balance(10000))
