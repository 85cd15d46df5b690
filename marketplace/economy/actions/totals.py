"""What is done to kept totals beside what triggers do: folded every few minutes, and mended."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from marketplace.economy.models.totals import DevelopmentTotal, MoneyTotal
from marketplace.economy.queries.recounts import (
    DAYS_APART,
    DEVELOPMENTS_APART,
    MONEY_APART,
    OWED_APART,
    contracts_apart,
    invoices_apart,
)
from marketplace.economy.queries.totals import BY_NAME
from marketplace.engine import clock, db, stamps
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.outbox import OutboxEntry
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payment_days import PaymentDays
from marketplace.payments.queries.received_parts import parts_received
from procurement.ground.refusal import Refusal

_LOCK = 7_230_118
_AT_ONCE = 5000
_EVERY = timedelta(minutes=2)


def _adding(table: str, key: str, *sums: str) -> str:
    """A statement that adds the sums of ``{rows}`` to the rows of a table, by their key."""
    return f"""
        INSERT INTO {table} AS kept ({key}, {", ".join(sums)})
        SELECT {key}, {", ".join(f"sum({name})" for name in sums)} FROM {{rows}} AS moved
        GROUP BY {key}
        ON CONFLICT ({key}) DO UPDATE
        SET {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in sums)}
    """  # noqa: S608 no word of a person is in it


_ADD_MONEY = _adding("money_totals", "stage, place, period, kind, name", "pence", "lines")
_ADD_DAYS = _adding(
    "payment_days",
    "place, period, buyer_id, is_small, days, received_on, due_on",
    "invoices",
    "pence",
)
_ADD_DEVELOPMENTS = _adding("development_totals", "thing_id, figure", "amount")
_ADD_OWED = _adding("owed_totals", "organisation_id, side, state, due_on", "pence")

_FOLDED = {
    "money_tail": _ADD_MONEY.format(rows=f"({BY_NAME.format(cells='taken')})"),
    "payment_days_tail": _ADD_DAYS.format(rows="taken"),
    "development_tail": _ADD_DEVELOPMENTS.format(rows="taken"),
    "owed_tail": _ADD_OWED.format(rows="taken"),
}
"""Of each tail how the rows that are ``taken`` are added to their totals."""

_TAKEN = """
    WITH taken AS (
        DELETE FROM {tail} WHERE id IN (SELECT id FROM {tail} ORDER BY id LIMIT :most)
        RETURNING *
    )
"""


def fold_totals(outbox_id: UUID) -> None:
    """Move what the tails hold into the folded rows, some at a time, and plan the next time.

    ``outbox_id`` is the job in hand: done again, it plans no second one. What another folds or
    mends just now is left to it. No act: nothing that anybody reads is another afterwards.
    """
    for tail, adding in _FOLDED.items():
        while _moved(_TAKEN.format(tail=tail) + adding, tail):
            pass
    now = clock.now()
    due = now + _EVERY
    with db.transaction():
        if _is_alone():  # what has come to nothing goes, and the names in it
            for nothing in (
                "money_totals WHERE lines = 0 AND pence = 0",
                "payment_days WHERE invoices = 0 AND pence = 0",
                "development_totals WHERE amount = 0",
                "owed_totals WHERE pence = 0",
            ):
                db.session.execute(text(f"DELETE FROM {nothing}"))  # noqa: S608
        entry = {"id": db.uuid7(), "job": "fold_totals", "values": {}, "attempts": 0}
        entry |= {"once": f"fold-totals-after:{outbox_id}", "created_at": now, "due_at": due}
        db.session.execute(insert(OutboxEntry).values(**entry).on_conflict_do_nothing())


def _moved(statement: str, tail: str) -> bool:
    """Fold some rows; whether any are left to this one."""
    with db.transaction():
        if not _is_alone():
            return False
        db.session.execute(text(statement), {"most": _AT_ONCE})
        return bool(db.session.scalar(text(f"SELECT EXISTS (SELECT FROM {tail})")))  # noqa: S608


def _is_alone() -> bool:
    """Whether nobody else folds or mends, from here to the end of the transaction."""
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}))


@action("totals.recount")
def recount_totals(act: Act, _: None) -> dict[str, int]:
    """Count everything again from its rows, and put right what does not agree; how many of what.

    What is added to a total is the difference at one moment, and stays right whatever is counted
    meanwhile. Invoices and contracts of which something is wrong are locked until the end:
    whoever changes one of them meanwhile waits, or is waited for.
    """
    for model in (MoneyTotal, PaymentDays, DevelopmentTotal):
        stamps.note(db.session(), db.Base.metadata.tables[model.__tablename__])
    mended = {
        "allocations": _place_not_known(),
        "contracts": _follow("contracts", contracts_apart()),
        "invoices": _follow("invoices", invoices_apart()),
        **mended_totals(),
    }
    act.note(**mended)
    return mended


def mended_totals() -> dict[str, int]:
    """Add to each total what its lines come to beyond it; how many were wrong.

    Nobody folds from here to the end of the transaction.
    """
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return {
        "sums": _written(_ADD_MONEY.format(rows=f"({MONEY_APART})")),
        "days": _written(_ADD_DAYS.format(rows=f"({DAYS_APART})")),
        "developments": _written(_ADD_DEVELOPMENTS.format(rows=f"({DEVELOPMENTS_APART})")),
        "owed": _written(_ADD_OWED.format(rows=f"({OWED_APART})")),
    }


def _place_not_known() -> int:
    """Work out again what each allocation brought to no known place; how many were wrong."""
    wrong, after = 0, UUID(int=0)
    while ids := _invoices_after(after):
        for part in parts_received(Invoice.id.in_(ids)):
            try:
                right = part.not_known
            except Refusal:
                continue  # sums that cannot be: ``marketplace verify`` names them
            if part.allocation.not_known != right:
                part.allocation.not_known = right
                wrong += 1
        db.session.flush()
        after = ids[-1]
    return wrong


def _invoices_after(key: UUID) -> Sequence[UUID]:
    """Some at a time: what is read is not all held at once."""
    wanted = select(Invoice.id).where(Invoice.id > key).order_by(Invoice.id)
    return db.session.scalars(wanted.limit(_AT_ONCE)).all()


def _follow(table: str, ids: Sequence[UUID]) -> int:
    """Let the database write their lines anew; how many there are.

    Whoever changes one of them just now is waited for, so that what is read holds that change.
    """
    locked = f"SELECT FROM {table} WHERE id = ANY (:ids) ORDER BY id FOR NO KEY UPDATE"
    for statement in (locked, f"SELECT follow_{table}(:ids)"):
        db.session.execute(text(statement), {"ids": list(ids)})
    return len(ids)


def _written(statement: str) -> int:
    result = db.session.execute(text(statement))
    return int(result.rowcount)  # type: ignore[attr-defined]
