"""The audit record: how it begins, grows, and is written by many at once."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlalchemy import insert, select, text, update

from marketplace.desk.actions.records import ensure_recorded
from marketplace.engine import changes, clock, db, trail
from marketplace.engine.access import SYSTEM
from marketplace.engine.act import Act
from marketplace.engine.audit import LINES, AuditLine, AuditRecord
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Person
from marketplace.verification import replay
from tests.cast import Cast, Make
from tests.owner import Owner

FORMER = {
    "at": datetime(2026, 1, 1, tzinfo=UTC), "person_id": None, "verb": "person.register",
    "subject": "", "subject_id": None, "before": {}, "after": {},
}  # fmt: skip


def disagreeing() -> list[str]:
    return [compared.what for compared in replay.rows() if not compared.agrees]


@pytest.fixture
def former(make: Make, owner: Owner) -> None:
    """Two records from before there were lines, beside a row of that time."""
    previous = trail.GENESIS
    with owner.unguarded() as connection:
        connection.execute(text("SELECT setval('audit_numbers', 2)"))
    with db.transaction():
        for number in (1, 2):
            made = {**FORMER, "number": number, "previous_hash": previous}
            previous = trail._former_hash(number, previous, FORMER)
            db.session.execute(insert(AuditRecord).values(**made, hash=previous))
        db.session.connection().execute(
            insert(Person.__table__).values(id=db.uuid7(), created_at=clock.now())
        )


def test_what_stood_there_before_is_taken_in_and_former_records_are_held(
    former: None, owner: Owner
) -> None:
    assert [what for what in disagreeing() if "made by no act on record" in what] != []
    ensure_recorded()
    assert (disagreeing(), list(trail.breaks())) == ([], [])
    count = db.session.scalar(select(AuditRecord.number).order_by(AuditRecord.number.desc()))
    ensure_recorded()
    assert count == db.session.scalar(
        select(AuditRecord.number).order_by(AuditRecord.number.desc())
    )

    forged = trail._former_hash(
        2, trail._former_hash(1, trail.GENESIS, FORMER), FORMER | {"verb": "x"}
    )
    with owner.meddling():
        db.session.connection().execute(
            update(AuditRecord.__table__)
            .where(AuditRecord.number == 2)
            .values(verb="x", hash=forged)
        )
        assert list(trail.breaks()) == [
            "The audit records without a line do not end where they ended once."
        ]


def test_a_column_that_a_migration_rewrites_is_taken_in_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.connection().execute(text("UPDATE organisations SET town = 'Leeds'"))
    db.session.commit()
    assert len(disagreeing()) == 4
    monkeypatch.setattr("marketplace.engine.recorded.REWRITTEN", {"organisations.town": "0099"})
    ensure_recorded()
    assert disagreeing() == []


def test_a_statement_that_changes_many_rows_is_recorded_row_by_row(cast: Cast) -> None:
    with db.transaction():
        db.session.execute(update(Organisation).values(employees=7))
    record = db.session.scalars(
        select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)
    ).one()
    assert list(record.rows["organisations"].values()) == [{"employees": 7}] * 4
    assert disagreeing() == []


def test_rows_changed_outside_an_action_are_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "unrecorded", changes._refuse)
    with pytest.raises(RuntimeError, match="organisations were changed outside"), db.transaction():
        db.session.get_one(Organisation, cast.bakery.id).town = "Leeds"
    assert db.session.get_one(Organisation, cast.bakery.id).town == "Birmingham"


def test_two_write_at_once_in_lines_of_their_own(make: Make) -> None:
    def write() -> None:
        trail.append(Act(SYSTEM, clock.now(), "record.widen"), type(None), None, {}, {})

    def other() -> None:
        write()
        db.session.commit()
        db.session.remove()

    write()
    thread = Thread(target=other)
    thread.start()
    thread.join(5)  # it would wait for the first otherwise, which has not committed
    assert not thread.is_alive()
    db.session.commit()
    assert db.session.scalars(select(AuditLine.place).order_by(AuditLine.line)).all() == [
        1, 1, *[0] * (LINES - 2)
    ]  # fmt: skip
    assert list(trail.breaks()) == []
