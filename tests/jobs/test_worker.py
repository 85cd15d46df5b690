"""A job survives the death of the worker, of Redis and of the web process, and takes effect once."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
import redis
from flask import Flask
from sqlalchemy import insert, select, text, update

from marketplace.commands import worker
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import NOBODY, SYSTEM
from marketplace.engine.act import Act
from marketplace.engine.action import ACTIONS, action
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.actions import messages, passwords
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make
from tests.jobs.conftest import until
from tests.owner import Owner


def ask_for_an_email(make: Make) -> None:
    """Through the outbox, as every action asks: a new account’s reset link will do."""
    make.person("Ada")
    passwords.request_password_reset(NOBODY, None, email="ada@example.org")


def entries() -> list[OutboxEntry]:
    """The e-mails that are asked for; what a worker plans for the night is none of these."""
    db.session.rollback()
    emails = select(OutboxEntry).where(OutboxEntry.job == "send_email")
    return list(db.session.scalars(emails.execution_options(populate_existing=True)))


def all_done() -> bool:
    found = entries()
    return bool(found) and all(entry.done_at for entry in found)


def test_an_email_that_an_action_asks_for_is_sent_once(make, inbox, start_worker) -> None:
    start_worker()
    ask_for_an_email(make)
    until(all_done)
    assert len(inbox.messages) == 1
    assert jobs.run_due() == 0


def test_a_job_waits_while_the_queue_is_dead(make, inbox, queue, start_worker) -> None:
    queue.stop()
    ask_for_an_email(make)
    assert [entry.done_at for entry in entries()] == [None]
    queue.start()
    start_worker()
    until(all_done)
    assert len(inbox.messages) == 1


def test_a_worker_that_has_done_its_number_begins_anew_as_the_same_process(
    make, inbox, start_worker
) -> None:
    worker = start_worker("--jobs", "2")
    for name in ("Ada", "Grace", "Mary", "Jean", "Joan"):
        make.person(name)
        passwords.request_password_reset(NOBODY, None, email=f"{name.lower()}@example.org")
        until(all_done)
    assert len(inbox.messages) == 5
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


def test_a_worker_killed_while_sending_leaves_the_job_to_the_next(
    make, inbox, start_worker
) -> None:
    inbox.go_on.clear()
    first = start_worker()
    ask_for_an_email(make)
    assert inbox.arrived.wait(30)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    inbox.messages.clear()
    inbox.go_on.set()
    with db.transaction():
        lapsed = clock.real() - timedelta(seconds=1)
        db.session.execute(update(OutboxEntry).values(leased_until=lapsed))
    start_worker()
    until(all_done)
    kept = db.session.scalars(select(Message)).all()
    assert len(kept) == 1
    sent = {message["Message-ID"] for message in inbox.messages}
    assert len(sent) == 1


def test_a_worker_that_is_asked_to_stop_stops_though_the_queue_is_gone(
    make, inbox, queue, start_worker
) -> None:
    worker = start_worker()
    ask_for_an_email(make)
    until(all_done)
    assert queue.process is not None
    queue.process.kill()
    queue.process.wait()
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)


def test_whoever_works_on_a_job_keeps_it_however_long_it_takes(make, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "_LEASE", timedelta(seconds=3))
    begun: list[UUID] = []

    def send_email(outbox_id: UUID, **_: object) -> None:
        begun.append(outbox_id)
        [first_lease] = [entry.leased_until for entry in entries()]
        until(lambda: clock.real() > first_lease)
        if len(begun) == 1:
            jobs.run(str(outbox_id))  # as another worker would

    monkeypatch.setitem(jobs._jobs, "send_email", send_email)
    ask_for_an_email(make)
    assert jobs.run_due() == 1
    assert len(begun) == 1


def test_the_clock_of_a_machine_takes_no_job_from_another(make, monkeypatch) -> None:
    ask_for_an_email(make)
    [entry] = entries()
    assert jobs._claim(entry.id)
    ahead = clock.real() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "real", lambda: ahead)
    assert jobs._claim(entry.id) is None
    assert jobs.due([jobs.Lane.LETTERS]) == {}


def test_nobody_waits_for_a_job_whose_action_takes_long(make, owner: Owner) -> None:
    ask_for_an_email(make)
    [entry] = entries()
    key = {"id": entry.id}
    db.session.rollback()
    began = time.monotonic()
    with owner.engine.begin() as connection:  # as an action that marks it as done
        connection.execute(text("SELECT FROM outbox WHERE id = :id FOR UPDATE"), key)
        assert jobs.run_due() == 0
        with jobs._renewed(entry.id, 0):
            time.sleep(0.05)
        assert time.monotonic() - began < 2
    assert jobs.run_due() == 1


def test_a_job_that_is_tried_again_is_not_one_that_failed(make, monkeypatch) -> None:
    def send_email(outbox_id: UUID, **_: object) -> None:
        [entry] = entries()
        assert (entry.attempts, entry.last_error) == (2, None)

    monkeypatch.setitem(jobs._jobs, "send_email", send_email)
    ask_for_an_email(make)
    assert jobs.run_due() == 0
    [entry] = entries()
    assert "AssertionError" in (entry.last_error or "")
    with db.transaction():
        db.session.execute(update(OutboxEntry).values(leased_until=None))
    assert jobs.run_due() == 1
    assert entries()[0].last_error is None


def test_who_has_lost_a_job_to_another_worker_does_not_put_it_off(make, monkeypatch) -> None:
    def send_email(outbox_id: UUID, **_: object) -> None:
        with db.transaction():
            db.session.execute(update(OutboxEntry).values(attempts=OutboxEntry.attempts + 1))
        raise RuntimeError("too late")

    monkeypatch.setitem(jobs._jobs, "send_email", send_email)
    ask_for_an_email(make)
    assert jobs.run_due() == 0
    assert [(entry.attempts, entry.last_error) for entry in entries()] == [(2, None)]


@pytest.mark.parametrize("falls", ["the wait is over", "the connection ends"])
def test_a_sweep_that_fails_leaves_the_next_one_whole(
    make: Make, owner: Owner, app: Flask, falls: str
) -> None:
    ask_for_an_email(make)
    db.session.execute(text("SET LOCAL lock_timeout TO '50ms'"))
    mine = db.session.scalar(text("SELECT pg_backend_pid()"))
    with owner.engine.connect() as connection:
        if falls == "the connection ends":
            connection.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        connection.execute(text("LOCK TABLE outbox"))
        worker._sweep_once(app.config["SETTINGS"], list(jobs.Lane))
    worker._sweep_once(app.config["SETTINGS"], list(jobs.Lane))
    assert all_done()


def test_what_was_rolled_back_asks_for_nothing(make: Make) -> None:
    @action("message.write")
    def fails(act: Act, _: None) -> None:
        act.enqueue("send_email", person_id="", template="", ids={})
        raise Refusal("no")

    with pytest.raises(Refusal):
        fails(SYSTEM, None)
    assert entries() == []


def test_a_job_asked_for_twice_under_one_name_is_wanted_once(make: Make) -> None:
    @action("message.write")
    def asks(act: Act, _: None) -> None:
        act.enqueue("send_email", once="reminder of today")
        act.enqueue("send_email", once="reminder of today")

    asks(SYSTEM, None)
    assert len(entries()) == 1


def test_a_job_that_fails_is_tried_again_later_and_says_why(make: Make) -> None:
    @action("message.write")
    def asks(act: Act, _: None) -> None:
        act.enqueue("send_email", person_id="not an id", template="x", ids={})

    asks(SYSTEM, None)
    assert jobs.run_due() == 0
    [entry] = entries()
    assert entry.done_at is None
    assert entry.attempts == 1
    assert "badly formed" in (entry.last_error or "")
    assert entry.leased_until > clock.real()


@pytest.fixture(autouse=True)
def _restore_action():
    """The tests above borrow a right; give the verb back to its own action."""
    yield
    ACTIONS["message.write"] = messages.write_message


def test_a_job_that_waits_is_never_in_the_queue_twice(make, queue) -> None:
    for name in ("Ada", "Ben", "Cy"):
        make.person(name)
        passwords.request_password_reset(NOBODY, None, email=f"{name.lower()}@example.org")
    for _ in range(2):  # as the sweep does while the worker is behind
        assert jobs.ring(queue.url, jobs.due(), again=True)
    waiting = jobs.queues(queue.url)[jobs.Lane.LETTERS].get_job_ids()
    assert sorted(waiting) == sorted(str(entry.id) for entry in entries())


def test_each_lane_holds_its_own(make, queue) -> None:
    wanted = {
        jobs.Lane.IMPORTS: ["scan_document", "erase_kept", "fold_totals", "recount_totals"],
        jobs.Lane.DOCUMENTS: ["render_invoice"],
        jobs.Lane.LETTERS: ["send_email"],
        jobs.Lane.DEADLINES: ["tender_closed", "send_receipt"],
    }
    told = {db.uuid7(): name for names in wanted.values() for name in names}
    jobs.ring(queue.url, told)
    lanes = jobs.queues(queue.url)
    assert list(lanes) == [
        jobs.Lane.DEADLINES, jobs.Lane.LETTERS, jobs.Lane.DOCUMENTS, jobs.Lane.IMPORTS,
    ]  # fmt: skip
    for lane, names in wanted.items():
        assert [told[UUID(key)] for key in lanes[lane].get_job_ids()] == names


def test_a_receipt_waits_behind_no_other_letter(cast: Cast, make: Make) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery)
    wanted = db.session.scalars(
        select(OutboxEntry.job).where(
            OutboxEntry.values["template"].astext == "bid_submitted",
            OutboxEntry.values["ids"]["bid_id"].astext == str(bid.id),
        )
    )
    assert set(wanted) == {"send_receipt"}


def test_many_that_tell_of_the_same_at_once_put_it_in_once(make, queue) -> None:
    told = {db.uuid7(): "send_email" for _ in range(50)}
    together = Barrier(4)

    def tell(again: bool) -> bool:
        together.wait()
        return jobs.ring(queue.url, told, again=again)

    with ThreadPoolExecutor(4) as threads:  # two sweeps, and two who act
        assert all(threads.map(tell, [True, True, False, False]))
    waiting = jobs.queues(queue.url)[jobs.Lane.LETTERS].get_job_ids()
    assert sorted(waiting) == sorted(map(str, told))


def test_a_queue_that_changes_all_the_time_is_told_all_the_same(queue) -> None:
    is_over, changed = Event(), jobs.queues(queue.url)[jobs.Lane.LETTERS]

    def change() -> None:
        other = redis.Redis.from_url(queue.url)
        while not is_over.is_set():
            with other.pipeline() as pipe:
                for _ in range(50):
                    pipe.lpush(changed.key, "another")
                    pipe.lpop(changed.key)
                pipe.execute()

    with ThreadPoolExecutor(3) as threads:
        for _ in range(3):
            threads.submit(change)
        try:
            told = {db.uuid7(): "send_email" for _ in range(500)}
            assert jobs.ring(queue.url, told)
        finally:
            is_over.set()
    assert {str(key) for key in told} <= set(changed.get_job_ids())


def test_a_deadline_is_due_however_many_documents_wait(make: Make, owner: Owner) -> None:
    now = clock.now()
    with db.transaction():
        db.session.execute(
            insert(OutboxEntry),
            [
                {"id": db.uuid7(), "job": "render_invoice", "values": {}, "created_at": now,
                 "due_at": now - timedelta(hours=1), "attempts": 0}
                for _ in range(3000)
            ],
        )  # fmt: skip
        deadline = OutboxEntry(job="tender_closed", values={}, created_at=now, due_at=now)
        db.session.add(deadline)
        db.session.flush()
        wanted = deadline.id
    due = jobs.due()
    assert next(iter(due)) == wanted
    assert set(jobs.due([jobs.Lane.DEADLINES])) == {wanted}
    assert len(due) < 3000
    with owner.engine.begin() as connection:
        connection.execute(text("ANALYZE outbox"))
    deadlines = jobs._due(jobs.Lane.DEADLINES, now).compile(
        db.session.get_bind(), compile_kwargs={"literal_binds": True}
    )
    plan = "\n".join(db.session.scalars(text(f"EXPLAIN {deadlines}")))
    assert "ix_outbox_job_due" in plan


def test_a_queue_that_hangs_holds_nobody_up_for_long(make, inbox, queue, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "_PATIENCE", 0.2)
    jobs.queues.cache_clear()
    assert queue.process is not None
    queue.process.send_signal(signal.SIGSTOP)
    try:
        ask_for_an_email(make)
        began = time.monotonic()
        for _ in range(20):  # whoever acts next waits no more
            assert not jobs.ring(queue.url, {db.uuid7(): "send_email"})
        assert time.monotonic() - began < 0.2  # the patience for one
    finally:
        queue.process.send_signal(signal.SIGCONT)
    assert jobs.ring(queue.url, jobs.due(), again=True)  # the sweep does not hold its tongue
    assert len(jobs.queues(queue.url)[jobs.Lane.LETTERS].get_job_ids()) == 1
    assert jobs.run_due() == 1
    monkeypatch.setattr(jobs, "_QUIET", 0)
    jobs._quiet_until.clear()
    assert jobs.ring(queue.url, {db.uuid7(): "send_email"})
    jobs.queues.cache_clear()


def test_a_worker_that_makes_no_document_holds_none_of_what_makes_them() -> None:
    loaded = "import sys, marketplace.commands.worker; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "marketplace.payments.jobs.invoices" in told
    assert not {"weasyprint", "saxonche", "pikepdf"} & set(told)
