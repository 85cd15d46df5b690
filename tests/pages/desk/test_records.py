"""The record for everybody: its days, and whether it still holds a mark."""

import re

from flask import Flask
from sqlalchemy import select, text

from marketplace.bidding.actions import bids
from marketplace.desk.actions.records import publish_record
from marketplace.engine import clock, db, jobs, trail
from marketplace.engine.access import SYSTEM
from marketplace.engine.audit import RecordDay
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.verification.records import published_days
from procurement.bidding.merkle import merkle_root
from tests.cast import Cast, Make, client_of
from tests.owner import Owner

MARK = re.compile(r"Mark of what this e-mail tells of: (\S+)")


def answer(app: Flask, mark: str) -> str:
    return client_of(app, None).get("/record", query_string={"mark": mark}).text


def test_each_day_is_published_once_with_a_root_that_anybody_can_work_out(
    app: Flask, cast: Cast
) -> None:
    publish_record(SYSTEM, None)
    publish_record(SYSTEM, None)
    body = client_of(app, None).get("/record.json").get_json()
    [day] = body["days"]
    leaves = [f"{one['line']}-{one['place']}-{one['hash']}".encode() for one in day["lines"]]
    assert (day["day"], day["root"]) == ("2026-11-23", merkle_root(leaves).hex())
    assert day["records"] == sum(one["place"] for one in day["lines"]) > 0
    assert day["root"] in client_of(app, None).get("/record").text
    [waiting] = db.session.scalars(
        select(OutboxEntry).where(OutboxEntry.job == "publish_record")
    ).all()
    assert waiting.due_at.isoformat() == "2026-11-24T00:05:00+00:00"

    clock.set_to(waiting.due_at, stopped=True)
    db.session.remove()
    jobs.run_due()
    days = client_of(app, None).get("/record.json").get_json()["days"]
    assert [one["day"] for one in days] == ["2026-11-24", "2026-11-23"]


def test_a_record_cut_off_after_it_was_published_is_named(cast: Cast, owner: Owner) -> None:
    publish_record(SYSTEM, None)
    assert [one for one in published_days() if not one.agrees] == []
    line, place, _ = db.session.scalars(select(RecordDay)).one().heads[0]
    with owner.meddling():
        db.session.execute(
            text(f"DELETE FROM audit_records WHERE line = {line} AND place = {place}")
        )
        [cut] = [one for one in published_days() if not one.agrees]
    assert (cut.what, cut.kept) == (
        f"Record {place} of line {line}, published on 2026-11-23", "nothing"
    )  # fmt: skip


def test_the_mark_in_an_e_mail_and_a_receipt_is_on_record_until_the_record_is_altered(
    app: Flask, cast: Cast, make: Make, owner: Owner
) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery, submitted=False)
    bids.submit_bid(cast.baker, bid.id)
    db.session.remove()
    jobs.run_due()
    body = db.session.scalars(select(Message.body).where(Message.template == "bid_submitted")).all()
    marks = {match[1] for text in body for match in MARK.finditer(text)}
    assert len(marks) == 1
    (mark,) = marks
    receipt = f"/bids/{bid.id}/versions/1"
    assert mark in client_of(app, cast.baker).get(receipt).text
    assert client_of(app, cast.baker).get(f"{receipt}/receipt.json").get_json()["mark"] == mark

    page = answer(app, f" {mark} ")
    assert "This mark is on record" in page
    assert "23 November 2026, 09:00 (London time)" in page
    assert "This is not a mark" in answer(app, "3-1042")
    assert "No record has this mark" in answer(app, mark[:-1] + ("1" if mark[-1] == "0" else "0"))
    line, place, _ = mark.split("-")
    with owner.unguarded() as connection:
        connection.execute(
            text(f"UPDATE audit_records SET verb = 'x' WHERE line = {line} AND place = {place}")
        )
    assert "No record has this mark" in answer(app, mark)


def test_a_mark_says_nothing_of_what_it_names(app: Flask, cast: Cast, make: Make) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery, submitted=False)
    bid_id, secrets = bid.id, [str(bid.id), cast.bakery.name, str(cast.baker.person_id), "submit"]
    bids.submit_bid(cast.baker, bid_id)
    line, place, hash = trail.heads()[0]
    page = answer(app, trail.mark(line, place, hash))
    assert "This mark is on record" in page
    assert [secret for secret in secrets if secret in page.replace('type="submit"', "")] == []


def test_an_e_mail_about_ones_own_account_carries_no_mark(cast: Cast) -> None:
    from marketplace.organisations.actions import messages  # noqa: PLC0415

    written = messages.write_message(
        SYSTEM, None, db.uuid7(), cast.baker.person_id, "password_changed", {}, "", db.uuid7()
    )
    assert "Mark of" not in written.body
