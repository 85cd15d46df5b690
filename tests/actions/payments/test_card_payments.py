"""Money that does not come, or goes back again, after a payment through Stripe."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from invoicing.billing.invoice import InvoiceState
from marketplace.desk.queries.organisation_tasks import organisation_tasks
from marketplace.desk.queries.tasks import Task, values_of
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Actor
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import stripe
from marketplace.payments.actions import card_payments, checkouts, payments
from marketplace.payments.actions.reminders import remind_of_invoice
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import (
    CardDispute,
    CardDisputeState,
    CardReturn,
    Checkout,
    CheckoutState,
    Payment,
)
from marketplace.payments.queries.invoices import account_of
from marketplace.verification import verified
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_checkouts import approved, begun, connected, found_again
from tests.actions.payments.test_invoices import again
from tests.cast import Cast, Make
from tests.letters import letters
from tests.stripe_server import Stripe


@pytest.fixture
def paid(cast: Cast, make: Make, local: Stripe) -> tuple[Invoice, Payment]:
    """An invoice of £100.00 of the bakery, paid by card."""
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    local.pay(begun(cast, invoice).url)
    return invoice, payment_again()


def payment_again() -> Payment:
    """The one payment, as it is now."""
    row = db.session.scalars(select(Payment).where(Payment.refunds_id.is_(None))).one()
    db.session.expunge(row)
    return row


def moved() -> list[tuple[CardReturn | None, int]]:
    rows = select(Payment).where(Payment.refunds_id.is_not(None)).order_by(Payment.id)
    return [(row.returned, row.amount.pence) for row in db.session.scalars(rows)]


def in_ledger() -> int:
    return int(db.session.scalar(select(func.sum(LedgerEntry.amount))).pence)


def told() -> set[tuple[str, str]]:
    """Who got which subject."""
    return {(letter.address, letter.subject) for letter in letters()}


def work_of(actor: Actor) -> list[Task]:
    """What waits for the person about money; not that the supplier is to be set up."""
    tasks = (task for _, task in organisation_tasks(values_of(actor, clock.now())))
    return [task for task in tasks if task.verb != "set_up.record"]


def everything_of(local: Stripe, kind: str) -> dict:
    (only,) = (kept for kept in local.hub.objects.values() if kept["object"] == kind)
    return only


def tomorrow() -> None:
    clock.set_to(clock.now() + timedelta(days=1, minutes=1), stopped=True)
    jobs.run_due()


def test_a_refund_in_stripes_dashboard_takes_the_money_back_and_tells_both_sides(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    invoice, payment = paid
    assert in_ledger() == 10000
    local.refund_in_dashboard(payment.outside_reference, 10000)
    assert moved() == [(CardReturn.REFUND, -10000)]
    assert again(invoice).state is InvoiceState.APPROVED
    assert account_of(invoice.id).outstanding == Money(10000)
    assert in_ledger() == 0
    subject = "£100.00 went back from Harbour Bakery CIC to Midborough Council"
    assert {to for to, said in told() if said == subject} >= {
        "fay.finance@example.org",
        "beth.baker@example.org",
    }


def test_refunds_in_parts_are_each_recorded_once_whichever_way_stripe_says_them(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    invoice, payment = paid
    local.refund_in_dashboard(payment.outside_reference, 2500)
    payments.refund_payment(cast.baker, payment.id, amount=Money(3000), reference="")
    jobs.run_due()
    tomorrow()
    assert moved() == [(CardReturn.REFUND, -2500), (CardReturn.REFUND, -3000)]
    assert account_of(invoice.id).outstanding == Money(5500)
    assert in_ledger() == 4500


def test_a_refund_that_fails_is_the_suppliers_money_again(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    invoice, payment = paid
    local.refund_in_dashboard(payment.outside_reference, 4000)
    local.hub.fail_refund(everything_of(local, "refund"))
    jobs.run_due()
    assert moved() == [(CardReturn.REFUND, -4000), (CardReturn.FAILED_REFUND, 4000)]
    assert again(invoice).state is InvoiceState.PAID
    assert in_ledger() == 10000
    assert verified(lambda *_: None).disagreements == []
    assert "The refund of £40.00 to Midborough Council did not arrive" in {s for _, s in told()}


def test_what_stripe_said_before_its_latest_word_changes_nothing(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    _, payment = paid
    now = clock.real()
    for total, at in ((5000, now), (2500, now - timedelta(minutes=1))):
        word = stripe.Refunded(payment.outside_reference, Money(total), at)
        card_payments.follow_card_refund(SYSTEM, payment.id, refunded=word)
    assert moved() == [(CardReturn.REFUND, -5000)]


def test_a_refund_that_stripe_refuses_is_told_and_nothing_is_recorded(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    _, payment = paid
    local.lose_webhooks()
    local.refund_in_dashboard(payment.outside_reference, 9000)
    payments.refund_payment(cast.baker, payment.id, amount=Money(5000), reference="")
    jobs.run_due()
    assert moved() == []
    said = "Stripe did not send £50.00 back to Midborough Council"
    assert said in {subject for _, subject in told()}


def test_a_payment_asked_back_by_the_bank_is_told_and_changes_nothing_until_it_is_lost(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    invoice, payment = paid
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 10000)
    row = db.session.scalars(select(CardDispute)).one()
    assert (row.state, row.amount, row.reason) == (
        CardDisputeState.OPEN,
        Money(10000),
        "fraudulent",
    )
    assert again(invoice).state is InvoiceState.PAID
    assert "Midborough Council’s bank asks for £100.00 paid to Harbour Bakery CIC back" in {
        subject for _, subject in told()
    }
    with pytest.raises(Refusal, match="bank is asking for this payment back"):
        payments.refund_payment(cast.baker, payment.id, amount=Money(1), reference="")
    local.hub.close_dispute(dispute, "lost")
    assert moved() == [(CardReturn.LOST_DISPUTE, -10000)]
    assert again(invoice).state is InvoiceState.APPROVED
    assert in_ledger() == 0
    subject = "Midborough Council’s bank took back £100.00 paid to Harbour Bakery CIC"
    assert {to for to, said in told() if said == subject} >= {
        "fay.finance@example.org",
        "beth.baker@example.org",
    }


def test_who_was_paid_has_the_answer_at_stripe_in_its_work_until_it_is_decided(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    _, payment = paid
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 10000)
    (task,) = work_of(cast.baker)
    assert (task.verb, task.thing_id, task.amount) == ("payment.read", payment.id, Money(10000))
    assert work_of(cast.finance) == []
    local.hub.close_dispute(dispute, "won")
    assert work_of(cast.baker) == []


def test_a_dispute_that_is_won_leaves_the_money_where_it_is(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    invoice, payment = paid
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 10000)
    local.hub.close_dispute(dispute, "won")
    assert db.session.scalars(select(CardDispute.state)).one() is CardDisputeState.KEPT
    assert moved() == []
    assert again(invoice).state is InvoiceState.PAID
    assert (
        "Midborough Council’s bank no longer asks for £100.00 paid to Harbour Bakery CIC back"
        in {subject for _, subject in told()}
    )


def test_a_debit_is_on_its_way_until_it_has_come(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.pay_by_debit(checkout.stripe_id)
    assert found_again(checkout.id).state is CheckoutState.PROCESSING
    assert again(invoice).state is InvoiceState.APPROVED
    assert checkouts.begin_checkout(cast.finance, invoice.id)[0].id == checkout.id
    local.hub.clear(local.hub.objects[checkout.stripe_id])
    assert found_again(checkout.id).state is CheckoutState.PAID
    assert again(invoice).state is InvoiceState.PAID


def test_nobody_is_asked_to_pay_what_is_on_its_way(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    assert [task.verb for task in work_of(cast.finance)] == ["payment.record"]
    checkout = begun(cast, invoice)
    local.pay_by_debit(checkout.stripe_id)
    assert work_of(cast.finance) == []
    assert remind_of_invoice(SYSTEM, invoice.id, kind="before") is False
    local.hub.fail(local.hub.objects[checkout.stripe_id])
    assert [task.verb for task in work_of(cast.finance)] == ["payment.record"]
    assert remind_of_invoice(SYSTEM, invoice.id, kind="today") is True


def test_a_debit_that_does_not_come_is_told_to_both_and_another_payment_can_begin(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.pay_by_debit(checkout.stripe_id)
    session = local.hub.objects[checkout.stripe_id]
    local.hub.fail(session)
    assert found_again(checkout.id).state is CheckoutState.FAILED
    number = again(invoice).number
    subject = f"The payment of £100.00 for invoice {number} did not come"
    assert {to for to, said in told() if said == subject} == {
        "fay.finance@example.org",
        "beth.baker@example.org",
    }
    assert checkouts.begin_checkout(cast.finance, invoice.id)[0].id != checkout.id


def test_a_debit_whose_end_is_not_told_is_asked_for(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    checkout = begun(cast, approved(cast, make))
    local.lose_webhooks()
    local.pay_by_debit(checkout.stripe_id)
    for after, state in ((6, CheckoutState.PROCESSING), (60, CheckoutState.FAILED)):
        clock.set_to(clock.now() + timedelta(minutes=after), stopped=True)
        jobs.run_due()
        assert found_again(checkout.id).state is state
        local.hub.fail(local.hub.objects[checkout.stripe_id])


def test_money_paid_by_bank_while_a_debit_is_on_its_way_is_owed_back(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.pay_by_debit(checkout.stripe_id)
    payments.record_payment(
        cast.finance,
        invoice.id,
        reference="BACS",
        paid_on=clock.today(),
        parts={invoice.id: Money(10000)},
    )
    assert found_again(checkout.id).state is CheckoutState.PROCESSING
    local.hub.clear(local.hub.objects[checkout.stripe_id])
    total = db.session.scalar(select(func.sum(Payment.amount)))
    assert total == Money(20000)
    assert account_of(invoice.id).balance.paid == Money(10000)


def test_events_that_never_arrived_are_found_by_the_sweep_of_the_next_day(
    cast: Cast, make: Make, local: Stripe, paid: tuple[Invoice, Payment]
) -> None:
    invoice, payment = paid
    other = approved(cast, make)
    checkout = begun(cast, other)
    local.pay_by_debit(checkout.stripe_id)
    local.lose_webhooks()
    local.hub.fail(local.hub.objects[checkout.stripe_id])
    local.refund_in_dashboard(payment.outside_reference, 1000)
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 9000)
    local.hub.close_dispute(dispute, "lost")
    assert moved() == []
    for _ in range(2):
        tomorrow()
        assert moved() == [(CardReturn.REFUND, -1000), (CardReturn.LOST_DISPUTE, -9000)]
    assert verified(lambda *_: None).disagreements == []
    assert found_again(checkout.id).state is CheckoutState.FAILED
    assert account_of(invoice.id).outstanding == Money(10000)
    assert db.session.scalar(select(func.count()).select_from(Checkout)) == 2


def test_what_is_told_late_is_dated_the_day_on_which_it_happened(
    cast: Cast, make: Make, local: Stripe, paid: tuple[Invoice, Payment]
) -> None:
    _, payment = paid
    local.lose_webhooks()
    other = begun(cast, approved(cast, make))
    local.pay_by_debit(other.stripe_id)
    local.hub.clear(local.hub.objects[other.stripe_id])
    local.refund_in_dashboard(payment.outside_reference, 1000)
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 9000)
    local.hub.close_dispute(dispute, "lost")
    clock.set_to(clock.now() + timedelta(days=5))
    for told in local.hub.objects.values():
        if told["object"] == "event":
            told["created"] -= int(timedelta(days=3).total_seconds())
    jobs.run_due()
    happened_on = clock.today() - timedelta(days=3)
    later = select(Payment.paid_on).where(Payment.id != payment.id)
    assert set(db.session.scalars(later)) == {happened_on}
    kept = db.session.scalars(select(CardDispute)).one()
    assert kept.ended_at is not None
    assert london_day(kept.opened_at) == london_day(kept.ended_at) == happened_on
    assert verified(lambda *_: None).disagreements == []


def test_an_event_that_is_refused_keeps_no_other_from_being_found(
    cast: Cast, make: Make, local: Stripe, paid: tuple[Invoice, Payment]
) -> None:
    _, payment = paid
    checkout = begun(cast, approved(cast, make))
    local.pay_by_debit(checkout.stripe_id)
    session = local.hub.objects[checkout.stripe_id]
    local.lose_webhooks()
    session["currency"] = "usd"
    local.hub.clear(session)
    local.refund_in_dashboard(payment.outside_reference, 1000)
    tomorrow()
    assert moved() == [(CardReturn.REFUND, -1000)]
    sweep = select(OutboxEntry).where(OutboxEntry.job == "sweep_stripe_account")
    failed = [entry.last_error for entry in db.session.scalars(sweep) if entry.last_error]
    assert len(failed) == 1
    assert "Only pounds sterling" in failed[0]


def test_what_happens_on_the_account_and_is_not_ours_changes_nothing(
    cast: Cast, paid: tuple[Invoice, Payment], local: Stripe
) -> None:
    _, payment = paid
    charge = everything_of(local, "charge") | {"payment_intent": "pi_of_another_shop"}
    local.hub.tell("charge.refunded", charge | {"amount_refunded": 500})
    intent = local.hub.objects[payment.outside_reference]
    local.hub.dispute(intent | {"_account": "acct_another"}, 500)
    assert moved() == []
    assert db.session.scalar(select(func.count()).select_from(CardDispute)) == 0
