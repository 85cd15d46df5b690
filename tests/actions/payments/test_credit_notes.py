"""An invoice made smaller or taken back: what is owed, owed back, disputed and counted then."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select, text

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payment_word import RepaymentState
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db
from marketplace.engine.act import NotThere
from marketplace.payments.actions import (
    credit_notes,
    disputes,
    invoices,
    payment_words,
    payments,
    repayments,
)
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Repayment
from marketplace.payments.queries.invoices import account_of
from marketplace.verification import verified
from procurement.contracts.contract import MilestoneState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import again, invoiced
from tests.actions.payments.test_payments import TODAY, entered, one_invoice, paid
from tests.cast import Cast, Make
from tests.stripe_server import keep_readable


def registered(cast: Cast, make: Make, value: str = "1000.00") -> Invoice:
    """An invoice with VAT at the standard rate."""
    keep_readable(cast)
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, value))
    return invoice


def owed_back() -> Repayment:
    return db.session.scalars(select(Repayment).execution_options(populate_existing=True)).one()


def nothing_disagrees() -> None:
    assert verified(lambda *_: None).disagreements == []


def test_a_dispute_about_an_amount_ends_in_a_smaller_invoice(cast: Cast, make: Make) -> None:
    invoice = registered(cast, make)
    disputes.dispute_invoice(cast.finance, invoice.id, reason="Short.", amount=Money(12000))
    note = credit_notes.credit_invoice(
        cast.cleaner, invoice.id, reason="One day less.", net=Money(10000)
    )
    assert (note.net, note.vat, note.gross) == (Money(10000), Money(2000), Money(12000))
    after = again(invoice)
    assert (after.state, after.disputed) == (InvoiceState.SENT, None)
    assert after.due_on == invoice.due_on
    assert account_of(invoice.id).payable == Money(108000)
    milestone = db.session.scalars(select(Milestone)).one()
    assert milestone.state is MilestoneState.INVOICED
    nothing_disagrees()
    invoices.approve_invoice(cast.finance, invoice.id)
    paid(cast, {invoice.id: 108000})
    assert again(invoice).state is InvoiceState.PAID
    assert sum(entered()) == 90000
    nothing_disagrees()


def test_what_is_disputed_beyond_the_credit_stays_disputed(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    disputes.dispute_invoice(cast.finance, invoice.id, reason="Short.", amount=Money(30000))
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="A part.", net=Money(10000))
    assert again(invoice).state is InvoiceState.DISPUTED
    assert again(invoice).disputed == Money(20000)
    assert account_of(invoice.id).payable == Money(70000)


def test_a_credit_of_what_was_left_to_pay_settles_the_invoice(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    paid(cast, {invoice.id: 90000})
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Less.", net=Money(10000))
    assert (again(invoice).state, again(invoice).paid_on) == (InvoiceState.PAID, TODAY)
    nothing_disagrees()


def test_what_a_credit_note_makes_too_much_is_owed_back_and_received_no_more(
    cast: Cast, make: Make
) -> None:
    invoice = one_invoice(cast, make)
    paid(cast, {invoice.id: 60000}, "A")
    paid(cast, {invoice.id: 40000}, "B")
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Less.", net=Money(10000))
    assert again(invoice).state is InvoiceState.PAID
    assert (owed_back().amount, owed_back().state) == (Money(10000), RepaymentState.OWED)
    assert entered() == [60000, 40000, -10000]
    nothing_disagrees()


def test_a_credited_invoice_and_its_successor_are_not_both_received(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00")
    (first,) = invoiced(cast.baker, contract)
    paid(cast, {first.id: 100000})
    credit_notes.credit_invoice(cast.baker, first.id, reason="Wrong contract.")
    assert sum(entered()) == 0
    (second,) = invoiced(cast.baker, contract)
    paid(cast, {second.id: 100000}, "B")
    assert sum(entered()) == 100000
    nothing_disagrees()


def test_the_rest_is_taken_back_after_a_part(cast: Cast, make: Make) -> None:
    invoice = registered(cast, make)
    credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="A part.", net=Money(10000))
    with pytest.raises(Refusal) as no:
        credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="More.", net=Money(90001))
    assert no.value.field == "net"
    note = credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="The rest.")
    assert note.gross == Money(108000)
    assert again(invoice).state is InvoiceState.CREDITED
    with pytest.raises(Refusal, match="taken back already"):
        credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="Again.")
    with pytest.raises(Refusal, match="credit note"):
        credit_notes.credit_invoice(cast.cleaner, note.id, reason="Back again.")
    nothing_disagrees()


def test_an_invoice_credited_in_parts_is_taken_back_to_the_penny(cast: Cast, make: Make) -> None:
    invoice = registered(cast, make, "0.06")
    for _ in range(2):
        credit_notes.credit_invoice(cast.cleaner, invoice.id, reason="Half.", net=Money(3))
    assert again(invoice).state is InvoiceState.CREDITED
    assert account_of(invoice.id).balance.credited == invoice.gross == Money(7)
    nothing_disagrees()


def test_nothing_or_less_cannot_be_credited(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    for pence in (0, -1):
        with pytest.raises(Refusal) as no:
            credit_notes.credit_invoice(cast.baker, invoice.id, reason="x", net=Money(pence))
        assert no.value.field == "net"


def test_what_is_owed_back_is_asked_for_and_given_back(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Wrong contract.")
    with pytest.raises(Refusal) as no:
        repayments.ask_repayment(
            cast.finance, owed_back().id, wanted_on=TODAY.replace(day=TODAY.day - 1)
        )
    assert no.value.field == "wanted_on"
    repayments.ask_repayment(cast.finance, owed_back().id, wanted_on=TODAY)
    assert owed_back().state is RepaymentState.ASKED
    with pytest.raises(Refusal):
        repayments.ask_repayment(cast.finance, owed_back().id, wanted_on=TODAY)
    for pence, left, state in (
        (30000, 70000, RepaymentState.ASKED),
        (70000, 0, RepaymentState.SETTLED),
    ):
        payments.refund_payment(
            cast.baker, payment.id, amount=Money(pence), reference=f"BACK {pence}"
        )
        assert (owed_back().amount, owed_back().state) == (Money(left), state)
    assert sum(entered()) == 0
    nothing_disagrees()


def test_what_is_owed_back_is_set_off_once_the_payment_is_confirmed(cast: Cast, make: Make) -> None:
    first, second = one_invoice(cast, make), one_invoice(cast, make, "300.00")
    third = one_invoice(cast, make, "5000.00")
    (payment,) = paid(cast, {first.id: 100000})
    credit_notes.credit_invoice(cast.baker, first.id, reason="Wrong contract.")
    with pytest.raises(Refusal, match="confirmed that your payment came"):
        repayments.set_off_repayment(cast.finance, owed_back().id, invoice_id=second.id)
    payment_words.confirm_payment(cast.baker, payment.id)
    repayments.set_off_repayment(cast.finance, owed_back().id, invoice_id=second.id)
    assert again(second).state is InvoiceState.PAID
    assert owed_back().amount == Money(70000)
    repayments.set_off_repayment(cast.finance, owed_back().id, invoice_id=third.id)
    assert account_of(third.id).outstanding == Money(430000)
    assert owed_back().state is RepaymentState.SETTLED
    assert sum(entered()) == 100000
    assert db.session.scalars(select(LedgerEntry.received_on)).all() == [TODAY] * 4
    nothing_disagrees()


def test_another_supplier_s_invoice_is_no_place_to_set_off(cast: Cast, make: Make) -> None:
    others, invoice = registered(cast, make), one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    payment_words.confirm_payment(cast.baker, payment.id)
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Wrong contract.")
    with pytest.raises(NotThere):
        repayments.set_off_repayment(cast.finance, owed_back().id, invoice_id=others.id)


def test_a_credit_note_is_neither_approved_nor_disputed_nor_paid(cast: Cast, make: Make) -> None:
    invoice = one_invoice(cast, make)
    note = credit_notes.credit_invoice(cast.baker, invoice.id, reason="Less.", net=Money(10000))
    with pytest.raises(Refusal, match="credit note"):
        invoices.approve_invoice(cast.finance, note.id)
    with pytest.raises(Refusal, match="credit note"):
        disputes.dispute_invoice(cast.finance, note.id, reason="Why?")
    with pytest.raises(Refusal, match="which invoice"):
        paid(cast, {note.id: 10000})


def test_what_is_owed_back_is_counted_after_a_denial_that_goes_on_beside_it(
    cast: Cast, make: Make
) -> None:
    first = registered(cast, make)
    (other,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "1000.00"))
    (payment,) = paid(cast, {first.id: 120000, other.id: 120000})
    less = {"reason": "Less work.", "net": Money(10000)}
    credit_notes.credit_invoice(cast.cleaner, first.id, **less)
    refund = payments.refund_payment(
        cast.cleaner, payment.id, amount=Money(12000), reference="BACK"
    )
    assert refund is not None

    def deny() -> None:
        event.listen(db.session(), "before_commit", lambda _: wait_for_a_lock(), once=True)
        payment_words.deny_payment(cast.finance, refund.id, reason="Not there.")

    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(deny),
            pool.submit(credit_notes.credit_invoice, cast.cleaner, other.id, **less),
        ]
        for done in both:
            done.result()
    assert owed_back().amount == Money(24000)
    nothing_disagrees()


def wait_for_a_lock() -> None:
    """Until somebody else waits for what this transaction holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(100):
        if db.session.scalar(waiting):
            return
        time.sleep(0.05)
