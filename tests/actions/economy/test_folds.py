"""What is folded reads the same, and leaves nothing behind."""

from datetime import timedelta
from hashlib import md5
from uuid import uuid4

from sqlalchemy import func, select, update

from marketplace.economy.actions.totals import fold_totals
from marketplace.economy.models.fundings import Funding
from marketplace.economy.models.totals import MoneyTail, MoneyTotal
from marketplace.economy.queries.board import Period, board_of
from marketplace.engine import clock, db, jobs
from marketplace.engine.outbox import OutboxEntry
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payment_days import PaymentDays, PaymentDaysTail
from procurement.organisations.place import PLACES
from tests.cast import Cast
from tests.conftest import NOW
from tests.paid_rows import paid
from tests.total_rows import disagreeing


def test_what_is_folded_reads_the_same_and_the_next_fold_is_planned(story: Cast) -> None:
    place = PLACES["greater-icknield"]
    before = board_of(place, Period(), clock.today())
    fold_totals(uuid4())
    db.session.remove()
    after = board_of(place, Period(), clock.today())
    assert (after.received_pence, after.received_by("theme"), after.payers) == (
        before.received_pence,
        before.received_by("theme"),
        before.payers,
    )
    assert db.session.scalar(select(func.count()).select_from(MoneyTail)) == 0
    assert db.session.scalar(select(func.count()).select_from(PaymentDaysTail)) == 0
    planned = select(OutboxEntry.due_at).where(OutboxEntry.job == "fold_totals")
    assert db.session.scalars(planned).all() == [NOW + timedelta(minutes=2)]
    clock.set_to(NOW + timedelta(minutes=3), stopped=True)
    db.session.remove()
    jobs.run_due()
    assert disagreeing() == []


def test_no_row_is_left_of_an_invoice_that_is_dealt_with_otherwise_now(story: Cast) -> None:
    fold_totals(uuid4())
    (invoice,) = db.session.scalars(select(Invoice)).all()
    db.session.remove()
    paid([invoice], parts=["380.00"], reference="BACS 2")
    fold_totals(uuid4())
    wanted = select(func.count()).select_from(PaymentDays).where(PaymentDays.days.is_(None))
    assert db.session.scalar(wanted) == 0


def test_a_fold_leaves_nothing_of_a_name_that_is_struck_out(story: Cast) -> None:
    """A hash of a name tells the name to whoever guesses it."""
    fold_totals(uuid4())
    db.session.remove()
    with db.transaction():
        db.session.execute(update(Funding).values(funder_name="[struck out]"))
    fold_totals(uuid4())
    kept = set(db.session.scalars(select(MoneyTotal.name).where(MoneyTotal.name.contains("named"))))
    assert kept
    assert not {name for name in kept if md5(b"A Lottery").hexdigest() in name}
    assert disagreeing() == []


def test_a_fold_that_is_done_again_plans_no_second_one(story: Cast) -> None:
    outbox_id = uuid4()
    fold_totals(outbox_id)
    clock.set_to(NOW + timedelta(minutes=1), stopped=True)
    fold_totals(outbox_id)
    planned = select(func.count()).where(OutboxEntry.job == "fold_totals")
    assert db.session.scalar(planned) == 1
