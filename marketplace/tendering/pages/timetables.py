"""The days of a tender, for the calendar of whoever follows it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from icalendar import STATUS, Calendar, Event

from marketplace.engine import shown
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.tools import actor, get_or_404
from procurement.tendering.tender import TenderState

pages = Blueprint("timetables", __name__)


@pages.get("/tenders/<uuid:tender_id>/timetable.ics")
def calendar(tender_id: UUID) -> ResponseReturnValue:
    """An iCalendar file (RFC 5545): taken in again after a change, each entry moves to its new day;
    of a cancelled tender each is called off."""
    tender = get_or_404(tender_seen_by(actor(), tender_id).where(Tender.state != TenderState.DRAFT))
    told = calendar_of(tender.title, str(tender.id))
    for name, words, when in _days(tender):
        if when is not None:
            told.add_component(event_of(tender, name, words, when))
    return calendar_file(told, f"tender-{tender.id}")


def calendar_of(name: str, uid: str) -> Calendar:
    """An empty calendar."""
    return Calendar.new(prodid=f"-//{shown.NAME}//Tenders//EN", name=name, uid=uid)


def calendar_file(told: Calendar, name: str) -> Response:
    """A calendar, to be taken in once or looked at again and again."""
    response = Response(told.to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _days(tender: Tender) -> list[tuple[str, str, date | datetime | None]]:
    return [
        ("questions", "Last moment for questions", tender.questions_until),
        ("answers", "All answers are published", tender.answers_by),
        ("deadline", "Deadline for bids", tender.closes_at),
        ("award", "Award planned", tender.award_on),
        ("start", "Contract begins", tender.starts_on),
    ]


def event_of(tender: Tender, name: str, words: str, when: date | datetime) -> Event:
    """One entry: a moment, or a whole day. Its number of changes is that of the tender's versions,
    and one more once it is cancelled."""
    is_off = tender.state is TenderState.CANCELLED
    return Event.new(
        uid=f"{name}-{tender.id}",
        summary=f"{words}: {tender.title}",
        start=when,
        end=when if isinstance(when, datetime) else when + timedelta(days=1),
        stamp=tender.published_at,
        sequence=tender.version + is_off,
        status=STATUS.CANCELLED if is_off else STATUS.CONFIRMED,
        url=url_for("tenders.show", tender_id=tender.id, _external=True),
    )
