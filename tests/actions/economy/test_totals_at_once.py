"""Who pays, folds and recounts at the same moment: nobody waits for long, and nothing is wrong."""

from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text, update

from marketplace.contracts.models.contracts import Contract
from marketplace.economy.actions.totals import fold_totals, recount_totals
from marketplace.economy.models.totals import MoneyTail
from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from procurement.ground.money import Money
from tests.at_once import at_once, at_the_insert, until_somebody_waits
from tests.cast import Cast, Make
from tests.owner import Owner
from tests.paid_rows import paid, sent
from tests.total_rows import disagreeing, received


def _more(line_id: UUID) -> object:
    return (
        update(LedgerEntry)
        .where(LedgerEntry.id == line_id)
        .values(amount=LedgerEntry.amount + Money(1))
    )


def test_two_who_pay_the_same_enterprise_do_not_wait_for_each_other(
    story: Cast, make: Make
) -> None:
    """One has entered a line and not committed yet; another enters one into the same totals."""
    lines = db.session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).all()
    with db.transaction():
        db.session.execute(_more(lines[0]))

        def other() -> None:
            with db.transaction():
                db.session.execute(_more(lines[1]))
            db.session.remove()

        thread = Thread(target=other)
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert (received(), disagreeing()) == (22000 + 2, [])


def test_a_recount_beside_a_payment_counts_it(story: Cast, owner: Owner) -> None:
    """The payment has changed the record that the recount finds wrong, and not committed yet."""
    (invoice,) = db.session.scalars(select(Invoice)).all()
    with owner.unguarded() as connection:
        connection.execute(text("UPDATE payer_records SET owed = 1"))
    inside = Event()

    def hold(_: Any) -> None:
        inside.set()
        until_somebody_waits()

    def recount() -> object:
        inside.wait(20)
        return recount_totals(SYSTEM, None)

    with at_the_insert("allocations", hold):
        given = at_once(lambda: paid([invoice], parts=["100.00"], reference="BACS 2"), recount)
    assert [error for error in given if isinstance(error, Exception)] == []
    assert disagreeing() == []


def test_a_recount_beside_a_change_of_a_contract_counts_it(story: Cast, owner: Owner) -> None:
    (contract_id,) = db.session.scalars(select(Contract.id)).all()
    with owner.unguarded() as connection:
        connection.execute(text("UPDATE committed_lines SET pence = 1"))
    changed = Event()

    def change() -> None:
        """No act changes a signed contract's value yet: as the one that will."""
        with db.transaction():
            row = db.session.get_one(Contract, contract_id, with_for_update=True)
            row.value = Money(70000)
            db.session.flush()
            changed.set()
            until_somebody_waits()

    def recount() -> object:
        changed.wait(20)
        return recount_totals(SYSTEM, None)

    given = at_once(change, recount)
    assert [error for error in given if isinstance(error, Exception)] == []
    assert disagreeing() == []


def test_many_who_pay_while_others_fold_and_recount(story: Cast, make: Make) -> None:
    rows = [
        row for _ in range(4) for row in sent(make.contract(story.council, story.bakery, "100.00"))
    ]
    db.session.remove()

    def pays(number: int) -> object:
        return lambda: paid([rows[number]], parts=["60.00"], reference=f"BACS {number + 2}")

    def folds() -> None:
        for _ in range(5):
            fold_totals(uuid4())

    given = at_once(*map(pays, range(4)), folds, folds, lambda: recount_totals(SYSTEM, None))
    assert [error for error in given if isinstance(error, Exception)] == []
    assert (received(), disagreeing()) == (22000 + 4 * 6000, [])


def test_a_fold_waits_for_no_other_and_no_recount(story: Cast) -> None:
    with db.transaction():
        db.session.execute(text("SELECT pg_advisory_xact_lock(7230118)"))
        (given,) = at_once(lambda: fold_totals(uuid4()))
    assert given is None
    assert db.session.scalars(select(MoneyTail.id).limit(1)).all()
    db.session.remove()
    fold_totals(uuid4())
    assert db.session.scalars(select(MoneyTail.id)).all() == []
