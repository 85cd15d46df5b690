"""A job survives the death of the worker, of Redis and of the web process, and takes effect once."""

import signal
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import NOBODY, SYSTEM
from marketplace.engine.act import Act
from marketplace.engine.action import ACTIONS, action
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.actions import messages, passwords
from procurement.ground.refusal import Refusal
from tests.cast import Make
from tests.jobs.conftest import until


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
    waiting = jobs.queues(queue.url)[jobs.Lane.QUICK].get_job_ids()
    assert sorted(waiting) == sorted(str(entry.id) for entry in entries())


def test_letters_do_not_stand_behind_documents(make, queue) -> None:
    wanted = {db.uuid7(): "render_invoice", db.uuid7(): "send_email"}
    jobs.ring(queue.url, wanted)
    document, letter = map(str, wanted)
    lanes = jobs.queues(queue.url)
    assert list(lanes) == [jobs.Lane.QUICK, jobs.Lane.SLOW]
    assert lanes[jobs.Lane.QUICK].get_job_ids() == [letter]
    assert lanes[jobs.Lane.SLOW].get_job_ids() == [document]


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
    assert len(jobs.queues(queue.url)[jobs.Lane.QUICK].get_job_ids()) == 1
    assert jobs.run_due() == 1
    monkeypatch.setattr(jobs, "_QUIET", 0)
    jobs._quiet_until.clear()
    assert jobs.ring(queue.url, {db.uuid7(): "send_email"})
    jobs.queues.cache_clear()
