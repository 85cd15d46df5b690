"""An e-mail is answered by e-mail: through a real mail server, and the command that it hands answers to."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import threads
from marketplace.contracts.actions.replies import (
    DROPPED,
    NOBODY,
    TAKEN,
    take_for_each,
    take_reply,
    why_refused,
)
from marketplace.engine import clock, db, jobs
from marketplace.engine.audit import AuditRecord
from marketplace.gateways.reply_addresses import MARK
from marketplace.organisations.models.people import Membership
from procurement.contracts.message import ANSWERABLE_FOR, IN_WORDS, MOST_BYTES, NotTaken
from tests.cast import Cast
from tests.jobs.conftest import Inbox
from tests.reply_rows import BAKER, answer, written
from tests.steps import steps


def refusals(sent: Inbox) -> list:
    jobs.run_due()
    return [one for one in sent.messages if "was not taken" in one["Subject"]]


def test_an_answer_goes_into_the_thread_under_who_wrote_it(
    app: Flask, cast: Cast, thread: UUID, sent: Inbox
) -> None:
    settings = app.config["SETTINGS"]
    (came,) = [one for one in sent.messages if one["To"] == BAKER]
    assert came["Reply-To"].startswith("answers+")
    assert came["Auto-Submitted"] == "auto-generated"
    assert came["References"].startswith(f"<{thread}@")
    assert came.get_payload().lstrip().startswith(MARK)
    db.session.rollback()
    done = subprocess.run(
        [str(Path(sys.executable).parent / "marketplace"), "take-reply", "--json"],
        input=answer(sent).as_bytes(),
        env=os.environ
        | {
            "DATABASE_URL": settings.database_url,
            "DATABASE_OWNER_URL": settings.owner_url,
            "MARKETPLACE_VAR": str(settings.var),
            "REPLY_ADDRESS": settings.reply_address,
            "DEMONSTRATION": "yes",
        },
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"taken": True, "said": TAKEN}
    first, second = written(thread)
    assert (second.words, second.written_by) == ("Number 77.", cast.baker.person_id)
    assert second.email_id is not None
    assert "Which licence do you hold?" in second.cut_off
    assert first.side != second.side
    jobs.run_due()
    assert sent.messages[-1]["To"] == "bill.buyer@example.org"
    assert "Number 77." in sent.messages[-1].get_payload()


def test_the_same_e_mail_twice_stands_there_once(thread: UUID, sent: Inbox) -> None:
    content = answer(sent).as_bytes()
    assert [take_reply(content).said for _ in range(2)] == [TAKEN, TAKEN]
    assert len(written(thread)) == 2


def test_an_e_mail_to_two_addresses_of_a_thread_stands_there_once(
    cast: Cast, bid: Bid, thread: UUID, sent: Inbox
) -> None:
    first = answer(sent)["To"]
    threads.write_thread(cast.buyer, thread, words="And until when?")
    jobs.run_due()
    message = answer(sent)
    message.replace_header("To", f"{first}, {message['To']}")
    for to in (first, answer(sent)["To"], ""):
        assert take_reply(message.as_bytes(), to).is_taken
    assert len(written(thread)) == 3


def test_for_several_addresses_an_e_mail_is_read_once_and_for_none_not_at_all(
    cast: Cast, bid: Bid, thread: UUID, sent: Inbox
) -> None:
    first = str(answer(sent)["To"])
    threads.write_thread(cast.buyer, thread, words="And until when?")
    jobs.run_due()
    message = answer(sent)
    second = str(message["To"])
    content = message.as_bytes() + b"> quoted\n" * 20_000
    for_one = steps(lambda: take_for_each(content, [first]))
    assert steps(lambda: take_for_each(content, [first, second])) < 1.5 * for_one
    assert len(written(thread)) == 3
    assert steps(lambda: take_reply(content, "answers+aa@market.example")) < for_one / 10


def test_without_a_message_id_the_same_words_of_another_day_are_another_answer(
    thread: UUID, sent: Inbox
) -> None:
    message = answer(sent, "Yes.")
    del message["Message-ID"]
    for date in ("Mon, 23 Nov 2026 09:00:00 +0000", "Mon, 23 Nov 2026 09:05:00 +0000"):
        del message["Date"]
        message["Date"] = date
        assert [take_reply(message.as_bytes()).is_taken for _ in range(2)] == [True, True]
    assert len(written(thread)) == 3


def test_the_address_of_delivery_counts_where_the_server_says_it(thread: UUID, sent: Inbox) -> None:
    message = answer(sent)
    to = message["To"]
    message.replace_header("To", "undisclosed@elsewhere.example")
    assert take_reply(message.as_bytes()).said == DROPPED
    assert take_reply(message.as_bytes(), str(to)).is_taken
    assert take_reply(answer(sent).as_bytes(), "answers@market.example").said == DROPPED


Changed = Callable[[EmailMessage], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.add_header("Auto-Submitted", "auto-replied"),
        lambda one: one.add_header("Precedence", "bulk"),
        lambda one: one.replace_header("To", "answers@market.example"),
        lambda one: one.replace_header("To", "answers+aaaaaaaa@market.example"),
        lambda one: one.replace_header("To", one["To"][:-20] + "aaaa" + one["To"][-16:]),
        lambda one: one.replace_header("From", "MAILER-DAEMON@example.org"),
        lambda one: one.replace_header("From", "answers+x@market.example"),
        lambda one: one.add_header("Return-Path", "<>"),
    ],
)
def test_what_is_no_answer_of_a_person_is_dropped_in_silence(
    thread: UUID, sent: Inbox, change: Changed
) -> None:
    message, before = answer(sent), len(sent.messages)
    change(message)
    assert take_reply(message.as_bytes()).said == DROPPED
    jobs.run_due()
    assert len(sent.messages) == before
    assert len(written(thread)) == 1


def test_from_another_address_the_owner_of_the_address_is_told_and_nobody_else(
    thread: UUID, sent: Inbox
) -> None:
    for sender in ("evil@elsewhere.example", "guy.gardener@example.org"):
        outcome = take_reply(answer(sent, sender=sender).as_bytes())
        assert not outcome.is_taken
    (told,) = refusals(sent)  # one a day, however many come
    assert told["To"] == BAKER
    assert told["Reply-To"] is None
    assert "another address" in told.get_payload()
    assert len(written(thread)) == 1
    acts = db.session.scalars(select(AuditRecord).where(AuditRecord.verb == "reply.refuse")).all()
    assert [act.after["refused"] for act in acts] == ["other_address"] * 2


def test_to_an_old_e_mail_nobody_answers_by_e_mail(thread: UUID, sent: Inbox) -> None:
    content, to = answer(sent).as_bytes(), answer(sent)["To"]
    assert why_refused(to, BAKER) == ""
    clock.set_to(clock.now() + ANSWERABLE_FOR + timedelta(minutes=1), stopped=True)
    assert why_refused(to, BAKER) == IN_WORDS[NotTaken.TOO_OLD]
    assert take_reply(content).said == IN_WORDS[NotTaken.TOO_OLD]
    (told,) = refusals(sent)
    assert "90 days old" in told.get_payload()


def test_too_large_with_a_file_or_without_words_it_is_not_taken(thread: UUID, sent: Inbox) -> None:
    large = answer(sent).as_bytes() + b"x" * MOST_BYTES
    assert take_reply(large[: MOST_BYTES + 1]).said == IN_WORDS[NotTaken.TOO_LARGE]
    carrying = answer(sent)
    carrying.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert take_reply(carrying.as_bytes()).said == IN_WORDS[NotTaken.FILES]
    above = answer(sent, "See below.").as_bytes().replace(b"> Hello", b"Number 77.\n> Hello")
    assert take_reply(above).said == IN_WORDS[NotTaken.BETWEEN]
    nested = answer(sent).as_bytes() + b"\nContent-Type: message/x" * 30
    assert take_reply(nested).said == IN_WORDS[NotTaken.UNREADABLE]
    assert take_reply(answer(sent, "").as_bytes()).said == IN_WORDS[NotTaken.NOTHING_WRITTEN]
    assert "at most 5,000 characters" in take_reply(answer(sent, "long " * 1_500).as_bytes()).said
    assert {one["To"] for one in refusals(sent)} == {BAKER}
    assert len(refusals(sent)) == 6
    assert len(written(thread)) == 1


def test_who_has_lost_the_right_since_is_refused(cast: Cast, thread: UUID, sent: Inbox) -> None:
    with db.transaction():
        ended = update(Membership).values(ended_at=clock.now())
        db.session.execute(ended.where(Membership.person_id == cast.baker.person_id))
    assert why_refused(answer(sent)["To"], "b\x00b@example.org") == NOBODY
    assert why_refused(answer(sent)["To"], BAKER) == ""
    assert take_reply(answer(sent).as_bytes()).said == IN_WORDS[NotTaken.NO_RIGHT]
    assert len(written(thread)) == 1
    (told,) = refusals(sent)
    assert told["To"] == BAKER


SENDERS = st.sampled_from(
    [BAKER, f"B\x00 <{BAKER}>", "b\x00@x", "\udcff@x", "((((", "", "a@b, c@d"]
)
PARTS = st.sampled_from([
    "", "Number 77.", "> quoted", "-- ", "<p hidden>x", f"> {MARK}", "\x00", "\udcff", "\u202e", "x" * 999,
])  # fmt: skip
FIELDS = st.sampled_from(
    ["Auto-Submitted: no", "Content-Type: text/html", "Content-Type: multipart/mixed; boundary=b",
     "Content-Type: text/plain; charset*='x'%00", "Content-Transfer-Encoding: base64", "Date: \udcff",
     "Message-ID: <1@x>", "Message-ID: \udcff\x00", "Precedence: list"]
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SENDERS, st.lists(FIELDS, max_size=4), st.lists(PARTS, max_size=5), st.binary(max_size=20))
def test_whatever_is_written_to_an_address_is_taken_or_it_is_said_why_not(
    thread: UUID,
    sent: Inbox,
    sender: str,
    fields: list[str],
    parts: list[str],
    tail: bytes,
) -> None:
    to = str(answer(sent)["To"])
    head = "\n".join([f"From: {sender}", f"To: {to}", *fields])
    content = f"{head}\n\n{chr(10).join(parts)}\n".encode("utf-8", "surrogateescape") + tail
    known = len(written(thread))
    outcome = take_reply(content, to)
    assert outcome.said
    assert len(written(thread)) - known in ({0, 1} if outcome.is_taken else {0})
