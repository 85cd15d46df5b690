"""What saved searches find goes to a real mail server, once, with a link that stops it."""

from datetime import timedelta

from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.outbox import OutboxEntry
from marketplace.tendering.actions import saved_searches
from marketplace.tendering.models.saved_searches import Among
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.jobs.conftest import until


def all_done() -> bool:
    db.session.rollback()
    wanted = select(OutboxEntry.done_at).where(OutboxEntry.job.in_(["tell_finds", "send_email"]))
    done = db.session.scalars(wanted).all()
    return len(done) >= 2 and all(done)


def test_the_finds_of_a_day_are_sent_once_with_a_link_that_stops_them(
    cast: Cast, make: Make, inbox, start_worker
) -> None:
    saved_searches.add_saved_search(
        cast.baker,
        cast.baker.person_id,
        among=Among.TENDERS,
        name="Meals",
        query={"text": "meals"},
        is_daily=True,
    )
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    make.tender(cast.council, title="Hot meals")
    clock.set_to(NOW + timedelta(hours=2), stopped=True)
    start_worker()
    saved_searches.plan_finds(SYSTEM, None)
    saved_searches.plan_finds(SYSTEM, None)
    until(all_done)
    (message,) = [one for one in inbox.messages if "what is new in" in one["Subject"]]
    body = message.get_payload(decode=True).decode()
    assert "New: Hot meals" in body
    stop = message["List-Unsubscribe"].strip("<>")
    assert "/searches/stop/" in stop
    assert stop in body
