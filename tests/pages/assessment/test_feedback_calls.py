"""A call about the result: offered, taken, moved, called off; both sides have it in a calendar."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from marketplace.assessment.actions import feedback_calls
from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db, jobs
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import tender_of
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import award_in_standstill, opened_bid
from tests.cast import Cast, Make, client_of
from tests.tender_rows import published_now


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    """Awarded to the bakery; the gardens did not win."""
    return tender_of(award_in_standstill(make, cast)[0])


def bid_of(tender: Tender, organisation_id: object) -> Bid:
    return db.session.scalars(
        select(Bid).where(Bid.tender_id == tender.id, Bid.organisation_id == organisation_id)
    ).one()


def at(days: int) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(hour=10, minute=0)


def typed(name: str, moment: datetime) -> dict[str, str]:
    parts = {"day": moment.day, "month": moment.month, "year": moment.year}
    return {f"{name}-{key}": str(value) for key, value in parts.items()} | {f"{name}-time": "10:00"}


def call_of(bid: Bid) -> FeedbackCall:
    db.session.expire_all()
    return db.session.scalars(select(FeedbackCall).where(FeedbackCall.bid_id == bid.id)).one()


def event(browser: FlaskClient, call: FeedbackCall) -> dict:
    answer = browser.get(f"/feedback-calls/{call.id}/call.ics")
    assert answer.mimetype == "text/calendar"
    told = Calendar.from_ical(answer.data)
    (entry,) = told.walk("VEVENT")
    off = {"CANCELLED": "CANCEL", "CONFIRMED": "PUBLISH"}
    assert told["METHOD"] == off[entry["STATUS"]]
    return entry


def told() -> list[tuple[str, object]]:
    jobs.run_due()
    rows = db.session.scalars(select(Message).where(Message.template.startswith("feedback")))
    return sorted((row.template, row.person_id) for row in rows)


def test_from_the_offer_to_both_calendars_and_to_its_end(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    buyer, gardener = client_of(app, cast.buyer), client_of(app, cast.gardener)
    home, lost = f"/tenders/{tender.id}/feedback-calls", bid_of(tender, cast.gardens.id)
    assert f'href="{home}"' in buyer.get(f"/tenders/{tender.id}/awards").text
    assert cast.gardens.name in buyer.get(f"{home}/offer").text
    offered = {"bid_ids": str(lost.id), "minutes": "30", "how": "We ring 0121 000."}
    again = buyer.post(f"{home}/offer", data=offered)
    assert again.status_code == 422
    assert "We ring 0121 000." in again.text
    done = buyer.post(
        f"{home}/offer", data=offered | typed("times", at(3)) | typed("time_2", at(4))
    )
    assert done.location == home
    call = call_of(lost)
    page = f"/feedback-calls/{call.id}"
    assert "Choose a time for a call" in gardener.get("/my").text
    assert f'href="{page}"' in gardener.get(f"/bids/{lost.id}").text
    shown = gardener.get(page).text
    assert "nothing hangs on your answer" in shown
    assert gardener.get(f"{page}/call.ics").status_code == 404
    assert gardener.post(page, data={"begins_at": at(3).isoformat()}).location == page
    assert "Choose a time for a call" not in gardener.get("/my").text
    first = event(gardener, call)
    assert first["STATUS"] == "CONFIRMED"
    assert first.start == at(3)
    assert first.end == at(3) + timedelta(minutes=30)
    assert "Agreed" in buyer.get(home).text
    gardener.post(page, data={"begins_at": at(4).isoformat()})
    moved = event(buyer, call)
    assert (moved["UID"], moved.start) == (first["UID"], at(4))
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert buyer.post(f"{home}/{lost.id}/call-off").location == home
    off = event(gardener, call)
    assert (off["STATUS"], off["UID"]) == ("CANCELLED", first["UID"])
    assert off["SEQUENCE"] > moved["SEQUENCE"]
    assert "called it off" in gardener.get(page).text
    both = [cast.buyer.person_id, cast.gardener.person_id]
    assert told() == sorted(
        [("feedback_call_offered", cast.gardener.person_id)]
        + [("feedback_call_taken", who) for who in both * 2]
        + [("feedback_call_ended", cast.gardener.person_id)]
    )


def test_a_bidder_wants_none_and_nobody_asks_again(app: Flask, cast: Cast, tender: Tender) -> None:
    won = bid_of(tender, cast.bakery.id)
    offer(cast, tender, won)
    baker, call = client_of(app, cast.baker), call_of(won)
    baker.post(f"/feedback-calls/{call.id}/decline")
    assert "You wanted no call." in baker.get(f"/feedback-calls/{call.id}").text
    assert "Choose a time for a call" not in baker.get("/my").text
    assert ("feedback_call_ended", cast.buyer.person_id) in told()


def test_a_task_goes_when_the_last_time_has_come(app: Flask, cast: Cast, tender: Tender) -> None:
    won = bid_of(tender, cast.bakery.id)
    offer(cast, tender, won)
    clock.set_to(at(5), stopped=True)
    baker = client_of(app, cast.baker)
    assert "Choose a time for a call" not in baker.get("/my").text
    assert "have passed" in baker.get(f"/feedback-calls/{call_of(won).id}").text


def test_each_time_is_given_once(cast: Cast, tender: Tender) -> None:
    won, lost = bid_of(tender, cast.bakery.id), bid_of(tender, cast.gardens.id)
    offer(cast, tender, won, lost)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    with pytest.raises(Refusal, match="somebody else at this time"):
        feedback_calls.take_feedback_call(cast.gardener, lost.id, begins_at=at(3))
    feedback_calls.take_feedback_call(cast.gardener, lost.id, begins_at=at(4))


def test_a_page_offers_no_time_that_is_taken(app: Flask, cast: Cast, tender: Tender) -> None:
    won, lost = bid_of(tender, cast.bakery.id), bid_of(tender, cast.gardens.id)
    offer(cast, tender, won, lost)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    gardener, baker = client_of(app, cast.gardener), client_of(app, cast.baker)
    page, own = (f"/feedback-calls/{call_of(bid).id}" for bid in (lost, won))
    assert choices(gardener, page) == [at(4).isoformat()]
    assert choices(baker, own) == [at(4).isoformat()]
    late = gardener.post(page, data={"begins_at": at(3).isoformat()})
    assert late.status_code == 422
    assert "The buyer speaks to somebody else at this time" in late.text
    assert gardener.post(page, data={"begins_at": "soon"}).status_code == 422
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(4))
    assert choices(gardener, page) == [at(3).isoformat()]
    feedback_calls.take_feedback_call(cast.gardener, lost.id, begins_at=at(3))
    listed = baker.get(own).text
    assert "Move it to another time" not in listed
    assert "Call it off" in listed


def test_where_every_time_is_taken_both_sides_read_it(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    won, lost = bid_of(tender, cast.bakery.id), bid_of(tender, cast.gardens.id)
    offer(cast, tender, won, lost, days=(3,))
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    page = client_of(app, cast.gardener).get(f"/feedback-calls/{call_of(lost).id}").text
    assert "No time is left" in page
    assert "We want no call" in page
    assert "Agree to this time" not in page
    listed = client_of(app, cast.buyer).get(f"/tenders/{tender.id}/feedback-calls").text
    assert "No time is left" in listed
    with pytest.raises(Refusal, match="somebody else at one of these times"):
        offer(cast, tender, lost)


def test_nobody_speaks_at_two_places_at_once(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    """One person buys in two procurements: what is agreed in one is not free in the other."""
    won = bid_of(tender, cast.bakery.id)
    other = tender_of(award_in_standstill(make, cast)[0])
    elsewhere = bid_of(other, cast.gardens.id)
    offer(cast, tender, won)
    offer(cast, other, elsewhere)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    page = f"/feedback-calls/{call_of(elsewhere).id}"
    assert choices(client_of(app, cast.gardener), page) == [at(4).isoformat()]
    with pytest.raises(Refusal, match="somebody else at this time"):
        feedback_calls.take_feedback_call(cast.gardener, elsewhere.id, begins_at=at(3))


def test_a_call_that_has_been_is_neither_moved_nor_called_off(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    won = bid_of(tender, cast.bakery.id)
    offer(cast, tender, won)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    clock.set_to(at(3), stopped=True)
    page = client_of(app, cast.baker).get(f"/feedback-calls/{call_of(won).id}").text
    assert "Call it off" not in page
    assert "Move it" not in page
    listed = client_of(app, cast.buyer).get(f"/tenders/{tender.id}/feedback-calls").text
    assert "Agreed" in listed
    assert "Call off" not in listed
    for refused in (
        lambda: feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(4)),
        lambda: feedback_calls.decline_feedback_call(cast.baker, won.id),
        lambda: feedback_calls.call_off_feedback_call(cast.buyer, tender.id, bid_id=won.id),
    ):
        with pytest.raises(Refusal, match="no longer be changed"):
            refused()


def test_with_the_procurement_the_calls_about_it_end(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    won, lost = bid_of(tender, cast.bakery.id), bid_of(tender, cast.gardens.id)
    lost_id = str(lost.id)
    offer(cast, tender, won, lost)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    baker, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    agreed = event(baker, call_of(won))
    cancel_tender(cast.buyer, tender.id, why="The ward closes.", published=published_now())
    off = event(baker, call_of(won))
    assert (off["STATUS"], off["UID"]) == ("CANCELLED", agreed["UID"])
    assert off["SEQUENCE"] > agreed["SEQUENCE"]
    page = baker.get(f"/feedback-calls/{call_of(won).id}").text
    assert "called it off. It has ended this procurement." in page
    assert "Choose a time for a call" not in client_of(app, cast.gardener).get("/my").text
    listed = buyer.get(f"/tenders/{tender.id}/feedback-calls").text
    assert "This procurement has ended" in listed
    assert "Offer times" not in listed
    assert "Offer these times" not in buyer.get(f"/tenders/{tender.id}/feedback-calls/offer").text
    again = {"bid_ids": lost_id, "minutes": "30", "how": "We ring."} | typed("times", at(5))
    assert buyer.post(f"/tenders/{tender.id}/feedback-calls/offer", data=again).status_code == 422
    ended = [who for template, who in told() if template == "feedback_call_ended"]
    assert ended == sorted([cast.baker.person_id, cast.gardener.person_id])


def test_offered_again_what_was_agreed_no_longer_stands(cast: Cast, tender: Tender) -> None:
    won = bid_of(tender, cast.bakery.id)
    offer(cast, tender, won)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    offer(cast, tender, won)
    call = call_of(won)
    assert (call.state, call.begins_at, call.changes) == ("offered", None, 2)


def test_before_the_result_nobody_is_offered_a_call(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    other = make.tender(cast.council, state=TenderState.OPENED)
    bid = opened_bid(other, cast.bakery, 100_00)
    with pytest.raises(Refusal, match="send the assessment summaries first"):
        offer(cast, other, bid)
    page = client_of(app, cast.buyer).get(f"/tenders/{other.id}/feedback-calls/offer").text
    assert cast.bakery.name not in page


def test_the_other_bidder_the_panel_and_strangers_see_nothing(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    won = bid_of(tender, cast.bakery.id)
    offer(cast, tender, won)
    feedback_calls.take_feedback_call(cast.baker, won.id, begins_at=at(3))
    page, listed = f"/feedback-calls/{call_of(won).id}", f"/tenders/{tender.id}/feedback-calls"
    for who in (cast.gardener, cast.evaluators[0], cast.finance, cast.broker, cast.stranger):
        browser = client_of(app, who)
        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/call.ics").status_code == 404
        assert browser.post(f"{page}/decline").status_code == 404
    assert client_of(app, cast.gardener).get(listed).status_code == 404


def choices(browser: FlaskClient, page: str) -> list[str]:
    """The times that a bidder may take."""
    return re.findall(r'name="begins_at"[^>]* value="([^"]+)"', browser.get(page).text)


def offer(cast: Cast, tender: Tender, *bids: Bid, days: tuple[int, ...] = (3, 4)) -> None:
    feedback_calls.offer_feedback_call(
        cast.buyer,
        tender.id,
        bid_ids={bid.id for bid in bids},
        times=[at(day) for day in days],
        minutes=30,
        how="We ring you.",
    )
