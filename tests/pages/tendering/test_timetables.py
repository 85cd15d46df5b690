"""The days of a tender as a calendar takes them in."""

from datetime import date, datetime, timedelta

from flask import Flask
from icalendar import Calendar, Event

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.tendering.actions.tender_changes import extend_tender
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.tender_rows import published_now


def entries(app: Flask, tender_id: object) -> dict[str, Event]:
    answer = client_of(app, None).get(f"/tenders/{tender_id}/timetable.ics")
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(event["UID"]).partition("-")[0]: event for event in events}


def test_the_deadline_is_a_moment_and_the_award_a_whole_day(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    key, closes_at, award_on = tender.id, tender.closes_at, tender.award_on
    assert (
        f'href="/tenders/{key}/timetable.ics"' in client_of(app, None).get(f"/tenders/{key}").text
    )
    told = entries(app, key)
    assert list(told) == ["questions", "answers", "deadline", "award", "start"]
    assert told["deadline"].decoded("DTSTART") == closes_at
    assert isinstance(told["deadline"].decoded("DTSTART"), datetime)
    assert type(told["award"].decoded("DTSTART")) is date
    assert told["award"].decoded("DTSTART") == award_on
    assert told["award"].decoded("DTEND") - award_on == timedelta(days=1)


def test_taken_in_again_an_entry_moves_and_a_cancelled_one_is_called_off(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    key, later = tender.id, tender.closes_at + timedelta(days=7)
    before = entries(app, key)["deadline"]
    extend_tender(cast.buyer, key, closes_at=later, why="Snow.", published=published_now())
    moved = entries(app, key)["deadline"]
    assert moved["UID"] == before["UID"]
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    assert moved.decoded("DTSTART") == later
    cancel_tender(cast.buyer, key, why="The ward closes.", published=published_now())
    off = entries(app, key)["deadline"]
    assert off["STATUS"] == "CANCELLED"
    assert off["SEQUENCE"] > moved["SEQUENCE"]


def test_a_draft_has_no_calendar(app: Flask, cast: Cast, make: Make) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    for person in (cast.buyer, None):
        assert client_of(app, person).get(f"/tenders/{key}/timetable.ics").status_code == 404
