"""Is whoever keeps pages told of every change, once it is committed and not before?"""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, insert, select, text, update
from sqlalchemy.orm import Session

from marketplace.economy.actions.totals import fold_totals, recount_totals
from marketplace.economy.models.totals import MoneyTail
from marketplace.engine import db, stamps
from marketplace.engine.access import SYSTEM
from marketplace.engine.stamps import Look, Stamp
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner
from tests.paid_rows import paid, sent

NOT_KNOWN = ["buyer_id=?", "tender_id=?"]


@pytest.fixture
def look(app: Flask) -> Iterator[Look]:
    """One that has looked before."""
    look = Look()
    look()
    yield look
    look.close()


def stamped(session: Session, table: str) -> None:
    session.add(Stamp(changed={table: NOT_KNOWN}))
    session.flush()


def test_nothing_is_known_before_the_first_look(app: Flask) -> None:
    look = Look()
    assert (look(), look()) == (None, {})
    look.close()


def test_a_change_is_told_once_and_to_each_that_looks(look: Look, make: Make) -> None:
    other = Look()
    other()
    make.organisation(Kind.CIC)
    assert "organisations" in (look() or {})
    assert look() == {}
    assert "organisations" in (other() or {})
    other.close()


def test_what_came_to_nothing_is_not_told(look: Look, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    look()
    db.session.get_one(Tender, tender.id).title = "Another"
    db.session.flush()
    db.session.rollback()
    assert look() == {}


def test_an_act_that_began_first_and_ends_last_is_told_when_it_has_ended(look: Look) -> None:
    """Its number is the lower one: whoever asked for numbers above the last would miss it."""
    with Session(db.session.get_bind()) as slow, Session(db.session.get_bind()) as quick:
        stamped(slow, "slow")
        stamped(quick, "quick")  # neither waits for the other
        quick.commit()
        assert look() == {"quick": NOT_KNOWN}
        assert look() == {}
        slow.commit()
        assert look() == {"slow": NOT_KNOWN}
        assert look() == {}


def test_it_is_said_to_which_tender_and_buyer_rows_belong(
    look: Look, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    look()
    with db.transaction():
        db.session.get_one(Tender, tender.id).title = "Another"
        lot = db.session.query(Lot).filter_by(tender_id=tender.id).first()
        assert lot is not None
        lot.title = "Bread"
    its_own = [f"buyer_id={cast.council.id}", f"tender_id={tender.id}"]
    assert look() == {"tenders": its_own, "lots": its_own}


def test_of_rows_changed_by_one_statement_any_may_be_meant(
    look: Look, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    look()
    with db.transaction():
        db.session.execute(update(Lot).where(Lot.tender_id == tender.id).values(title="Bread"))
    assert (look() or {})["lots"] == NOT_KNOWN


def test_a_row_that_moved_may_have_belonged_to_any(look: Look, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    look()
    with db.transaction():
        db.session.get_one(Tender, tender.id).buyer_id = cast.bakery.id
    assert "buyer_id=?" in (look() or {})["tenders"]


def test_of_very_many_rows_any_may_be_meant(
    look: Look, monkeypatch: pytest.MonkeyPatch, cast: Cast, make: Make
) -> None:
    tenders = [make.tender(cast.council).id for _ in range(2)]
    look()
    monkeypatch.setattr(stamps, "_MOST", 2)
    with db.transaction():
        for key in tenders:
            db.session.get_one(Tender, key).title = "Another"
    assert (look() or {})["tenders"] == NOT_KNOWN


def test_after_a_lost_connection_nothing_is_known(look: Look, owner: Owner) -> None:
    with owner.unguarded() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE '%FROM stamps%' "
                "AND pid <> pg_backend_pid()"
            )
        )
    assert (look(), look()) == (None, {})


def test_only_the_first_waits_for_a_database_that_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as away:
        away.settimeout(0)
        monkeypatch.setattr(db, "_engine", create_engine(
            f"postgresql+psycopg://nobody@127.0.0.1:{away.getsockname()[1]}/none?sslmode=disable"
        ))  # fmt: skip
        hung_up = ThreadPoolExecutor(1).submit(hang_up, away)
        look = Look()
        assert look() is None
        assert hung_up.result(5) == 1
        assert look() is None
        with pytest.raises(BlockingIOError):
            away.accept()


def hang_up(server: socket.socket) -> int:
    """Answer one call so; how many."""
    while True:
        with suppress(BlockingIOError):
            server.accept()[0].close()
            return 1
        time.sleep(0.01)


def test_stamps_of_another_database_put_back_from_a_backup_are_not_told_for_ever(
    look: Look,
) -> None:
    with db.transaction():
        db.session.add(Stamp(changed={"old": NOT_KNOWN}, transaction=2**60))
    assert look() == {}


def test_a_total_that_a_trigger_writes_is_told(look: Look, cast: Cast, make: Make) -> None:
    [invoice] = sent(make.contract(cast.council, cast.bakery, "60.00"))
    look()
    paid([invoice])
    told = look() or {}
    assert {"ledger_entries", "money_tail", "payment_days_tail"} <= set(told)
    fold_totals(uuid4())
    assert look() == {}  # what is shown is the same
    recount_totals(SYSTEM, None)
    assert {"money_totals", "payment_days"} <= set(look() or {})


def test_a_tail_is_stamped_once_in_a_transaction_and_only_where_rows_came(app: Flask) -> None:
    words = ("stage", "place", "theme", "payer", "organisation", "source", "ward")
    row = dict.fromkeys(words, "") | {"day": NOW, "is_said": True, "pence": 1, "lines": 1}
    stamped = select(func.count()).select_from(Stamp)
    before = db.session.scalar(stamped) or 0
    none = "INSERT INTO money_tail (stage) SELECT stage FROM money_tail WHERE false"
    db.session.execute(text(none))
    assert db.session.scalar(stamped) == before
    for _ in range(2):
        db.session.execute(insert(MoneyTail).values(row))
        assert db.session.scalar(stamped) == before + 1
    db.session.rollback()
