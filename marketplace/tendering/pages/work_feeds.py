"""What a search among tenders finds, for a feed reader (Atom, RFC 4287) and for a calendar."""

from datetime import UTC, datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock, shown
from marketplace.tendering.pages.timetables import calendar_file, calendar_of, event_of
from marketplace.tendering.pages.work_search import TenderSearch
from marketplace.tendering.queries.tender_lists import Listed, fed_tenders
from marketplace.tendering.queries.wanted import Order, Wanted, wanted_in
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal

pages = Blueprint("work_feeds", __name__)

_MOST = 50
"""Tenders in one feed, and in one calendar."""

_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed: it must say something, and the same each time."""

_ATOM = "http://www.w3.org/2005/Atom"


@pages.get("/tenders.atom")
def atom() -> ResponseReturnValue:
    """The newest open tenders of a search, each with the moment of its last change."""
    form, now = TenderSearch(), clock.now()
    wanted = _wanted(form, Order.NEWEST, now)
    rows = fed_tenders(wanted, now, _MOST)
    feed = Element("feed", xmlns=_ATOM)
    address = url_for("tenders.index", _external=True, **form.query)
    _text(feed, "id", address)
    _text(feed, "title", f"{shown.NAME}: {_name(form)}")
    _text(feed, "updated", max([at for _, at in rows], default=_NEVER).isoformat())
    _link(feed, address, "alternate", "text/html")
    own = url_for("work_feeds.atom", _external=True, **form.query)
    _link(feed, own, "self", "application/atom+xml")
    _text(SubElement(feed, "author"), "name", shown.NAME)
    for row, changed_at in rows:
        _entry(feed, row, changed_at)
    body = tostring(feed, encoding="utf-8", xml_declaration=True)
    return _fresh(Response(body, mimetype="application/atom+xml"))


@pages.get("/tenders.ics")
def calendar() -> ResponseReturnValue:
    """The next deadlines of a search: a calendar that looks again moves what has moved."""
    form, now = TenderSearch(), clock.now()
    wanted = _wanted(form, Order.DEADLINE, now)
    uid = sha256(repr(sorted(form.query.items())).encode()).hexdigest()[:32]
    told = calendar_of(f"Deadlines: {_name(form)}", uid)
    for row, _ in fed_tenders(wanted, now, _MOST):
        if row.tender.closes_at is not None:
            told.add_component(
                event_of(row.tender, "deadline", "Deadline for bids", row.tender.closes_at)
            )
    return _fresh(calendar_file(told, "deadlines"))


def _wanted(form: TenderSearch, order: Order, now: datetime) -> Wanted:
    """What is looked for. Refuses a part that cannot be read: without it more would be told of."""
    wanted, faults = wanted_in(form.query | {"order": order.value}, london_day(now))
    if faults:
        raise Refusal(" ".join(faults.values()))
    return wanted


def _entry(feed: Element, row: Listed, changed_at: datetime) -> None:
    tender, entry = row.tender, SubElement(feed, "entry")
    address = url_for("tenders.show", tender_id=tender.id, _external=True)
    _text(entry, "id", tender.id.urn)
    _text(entry, "title", tender.title)
    _text(entry, "updated", changed_at.isoformat())
    _link(entry, address, "alternate", "text/html")
    worth = (
        "" if tender.estimate is None else f" Worth {shown.pounds(tender.whole_estimate)} with VAT."
    )
    _text(entry, "summary", f"{row.buyer}. Bids until {shown.moment(tender.closes_at)}.{worth}")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = "".join(char for char in text if char.isprintable())


def _link(parent: Element, address: str, rel: str, kind: str) -> None:
    SubElement(parent, "link", href=address, rel=rel, type=kind)


def _name(form: TenderSearch) -> str:
    """What is looked for, as it was typed."""
    return ", ".join(form.query.values()) or "open tenders"


def _fresh(response: Response) -> Response:
    """With a mark of what it says: who has it already is told so, and sent nothing."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
