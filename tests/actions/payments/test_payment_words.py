"""On whose word has money come? Said, confirmed, denied, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payment_word import PaymentState
from marketplace.engine import clock, db
from marketplace.engine.act import NotAllowed
from marketplace.payments.actions import payment_words, payments
from marketplace.payments.actions.credit_notes import credit_invoice
from marketplace.payments.actions.ledger import declare_subcontract
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Payment, Repayment
from marketplace.payments.queries.invoices import account_of, late_payment_on
from marketplace.verification import verified
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import again, invoiced
from tests.actions.payments.test_payments import TODAY, entered, one_invoice, paid
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.stripe_server import keep_readable


def state_of(payment: Payment) -> PaymentState:
    return db.session.get_one(Payment, payment.id, populate_existing=True).state


def nothing_disagrees() -> None:
    assert verified(lambda *_: None).disagreements == []


def test_a_transfer_is_said_until_its_supplier_confirms_it(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    assert state_of(payment) is PaymentState.SAID
    for stranger in (cast.finance, cast.gardener):
        with pytest.raises(NotAllowed):
            payment_words.confirm_payment(stranger, payment.id)
    payment_words.confirm_payment(cast.baker, payment.id)
    assert state_of(payment) is PaymentState.CONFIRMED
    with pytest.raises(Refusal):
        payment_words.deny_payment(cast.baker, payment.id, reason="After all not.")
    with pytest.raises(Refusal):
        payment_words.take_back_payment(cast.finance, payment.id, reason="A slip.")
    assert entered() == [100000]


def test_what_never_came_settles_nothing_and_is_late(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    clock.set_to(NOW + timedelta(days=20), stopped=True)
    with pytest.raises(Refusal) as no:
        payment_words.deny_payment(cast.baker, payment.id, reason=" ")
    assert no.value.field == "reason"
    payment_words.deny_payment(cast.baker, payment.id, reason="Not on our statement.")
    after = again(invoice)
    assert (after.state, after.paid_on) == (InvoiceState.APPROVED, None)
    assert account_of(invoice.id).outstanding == Money(100000)
    late = late_payment_on(account_of(invoice.id), clock.today())
    assert late is not None
    assert late.days == 13
    rows = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    assert [(row.amount.pence, row.received_on) for row in rows] == [
        (100000, TODAY),
        (-100000, TODAY),
    ]
    nothing_disagrees()
    with pytest.raises(Refusal, match="did not come"):
        payments.refund_payment(cast.baker, payment.id, amount=Money(1), reference="BACK")


def test_what_came_late_is_set_against_its_invoice_again(cast: Cast, make: Make) -> None:
    keep_readable(cast)
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "1000.00"))
    declare_subcontract(
        cast.cleaner, invoice.id, organisation_id=cast.bakery.id, amount=Money(20000)
    )
    (payment,) = paid(cast, {invoice.id: 120000})
    payment_words.deny_payment(cast.cleaner, payment.id, reason="Not there.")
    clock.set_to(NOW + timedelta(days=2), stopped=True)
    payment_words.confirm_payment(cast.cleaner, payment.id)
    assert again(invoice).state is InvoiceState.PAID
    assert again(invoice).paid_on == clock.today()
    assert sum(entered()) == 100000
    nothing_disagrees()


def test_what_came_after_others_had_paid_is_owed_back(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    payment_words.deny_payment(cast.baker, payment.id, reason="Not there.")
    paid(cast, {invoice.id: 70000}, "BACS 2")
    payment_words.confirm_payment(cast.baker, payment.id)
    assert again(invoice).state is InvoiceState.PAID
    assert db.session.scalars(select(Repayment.amount)).one() == Money(70000)
    nothing_disagrees()


def test_a_slip_is_taken_back_by_who_typed_it(cast: Cast, make: Make) -> None:
    first, second = one_invoice(cast, make), one_invoice(cast, make)
    (payment,) = paid(cast, {first.id: 100000, second.id: 50000})
    with pytest.raises(NotAllowed):
        payment_words.take_back_payment(cast.baker, payment.id, reason="Not ours.")
    with pytest.raises(Refusal) as no:
        payment_words.take_back_payment(cast.finance, payment.id, reason="")
    assert no.value.field == "reason"
    with pytest.raises(Refusal, match="recorded already"):
        paid(cast, {second.id: 10000})
    payment_words.take_back_payment(cast.finance, payment.id, reason="Another supplier's.")
    assert again(first).state is InvoiceState.APPROVED
    assert account_of(second.id).outstanding == Money(100000)
    assert sum(entered()) == 0
    with pytest.raises(Refusal):
        payment_words.confirm_payment(cast.baker, payment.id)
    paid(cast, {first.id: 100000})
    assert again(first).state is InvoiceState.PAID
    nothing_disagrees()


def test_who_gives_money_back_says_that_it_came(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    refund = payments.refund_payment(cast.baker, payment.id, amount=Money(30000), reference="BACK")
    assert refund is not None
    assert (state_of(payment), state_of(refund)) == (PaymentState.CONFIRMED, PaymentState.SAID)


def test_a_refund_that_never_came_pays_the_invoice_again_and_what_is_then_too_much_is_owed_back(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    refund = payments.refund_payment(cast.baker, payment.id, amount=Money(30000), reference="BACK")
    assert refund is not None
    paid(cast, {invoice.id: 10000}, "BACS 2")
    with pytest.raises(NotAllowed):
        payment_words.deny_payment(cast.baker, refund.id, reason="Ours.")
    payment_words.deny_payment(cast.finance, refund.id, reason="Nothing came.")
    assert again(invoice).state is InvoiceState.PAID
    assert sum(entered()) == 100000
    assert db.session.scalars(select(Repayment.amount)).one() == Money(10000)
    nothing_disagrees()


def test_a_denied_refund_that_came_after_all_is_taken_back_from_what_the_payment_settles(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    refund = payments.refund_payment(cast.baker, payment.id, amount=Money(30000), reference="R 1")
    assert refund is not None
    payment_words.deny_payment(cast.finance, refund.id, reason="Not there.")
    assert again(invoice).state is InvoiceState.PAID
    payment_words.confirm_payment(cast.finance, refund.id)
    assert account_of(invoice.id).outstanding == Money(30000)
    assert db.session.scalars(select(Repayment)).all() == []
    nothing_disagrees()


def test_no_more_comes_back_than_was_paid(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    whole = {"amount": Money(100000), "refunded_on": TODAY}
    refund = payments.refund_payment(cast.baker, payment.id, reference="R 1", **whole)
    assert refund is not None
    payment_words.deny_payment(cast.finance, refund.id, reason="Not there.")
    payments.refund_payment(cast.baker, payment.id, reference="R 2", **whole)
    with pytest.raises(Refusal, match="More would have come back than was paid"):
        payment_words.confirm_payment(cast.finance, refund.id)
    nothing_disagrees()


def test_a_refund_that_never_came_leaves_no_invoice_paid_beyond_its_worth(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    refund = payments.refund_payment(cast.baker, payment.id, amount=Money(100000), reference="R 1")
    assert refund is not None
    credit_invoice(cast.baker, invoice.id, reason="Less work.", net=Money(60000))
    payment_words.deny_payment(cast.finance, refund.id, reason="Not there.")
    assert db.session.scalars(select(Repayment.amount)).one() == Money(60000)
    assert again(invoice).state is InvoiceState.PAID
    nothing_disagrees()
