"""The feed and the calendar of a search, as a reader of them reads them."""

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

from flask import Flask
from icalendar import Calendar

from marketplace.engine import clock
from marketplace.tendering.actions import tender_changes
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.tender_rows import published_now

ATOM = "{http://www.w3.org/2005/Atom}"


def said(parent: Element, name: str) -> str:
    """The one element of that name, which RFC 4287 asks for."""
    (found,) = parent.findall(ATOM + name)
    assert found.text
    return found.text


def test_the_feed_of_a_search_has_what_rfc_4287_asks_for_and_is_sent_once(
    app: Flask, cast: Cast, make: Make
) -> None:
    meals = make.tender(cast.council, title="Meals <b>& more</b>")
    make.tender(cast.council, title="Roofs", description="Slates.", cpv=[])
    make.tender(cast.council, title="Secret meals", state=TenderState.DRAFT)
    browser = client_of(app, None)
    answer = browser.get("/tenders.atom?text=meals&shelf=closed")
    assert answer.mimetype == "application/atom+xml"
    feed = fromstring(answer.get_data())
    assert feed.tag == ATOM + "feed"
    assert said(feed, "id").endswith("/tenders?text=meals&shelf=closed")
    assert "meals" in said(feed, "title")
    assert said(feed.find(ATOM + "author"), "name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    assert links["self"].endswith("/tenders.atom?text=meals&shelf=closed")
    (entry,) = feed.findall(ATOM + "entry")
    assert said(entry, "title") == "Meals <b>& more</b>"
    assert said(entry, "id") == f"urn:uuid:{meals.id}"
    assert datetime.fromisoformat(said(entry, "updated")) == NOW
    assert said(feed, "updated") == said(entry, "updated")
    assert entry.find(ATOM + "link").get("href").endswith(f"/tenders/{meals.id}")
    assert "Midborough Council. Bids until 23 December 2026, 12:00" in said(entry, "summary")
    again = browser.get(
        "/tenders.atom?text=meals&shelf=closed", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not again.get_data()


def test_a_change_is_an_entry_changed_and_an_empty_feed_is_whole(
    app: Flask, cast: Cast, make: Make
) -> None:
    browser = client_of(app, None)
    empty = browser.get("/tenders.atom")
    assert said(fromstring(empty.get_data()), "updated")
    assert browser.get("/tenders.atom").headers["ETag"] == empty.headers["ETag"]
    tender = make.tender(cast.council)
    clock.set_to(NOW + timedelta(days=1), stopped=True)
    tender_changes.extend_tender(
        cast.buyer,
        tender.id,
        closes_at=tender.closes_at + timedelta(days=7),
        why="More time.",
        published=published_now(),
    )
    entry = fromstring(browser.get("/tenders.atom").get_data()).find(ATOM + "entry")
    assert datetime.fromisoformat(said(entry, "updated")) == NOW + timedelta(days=1)


def test_the_calendar_has_the_deadlines_of_a_search_and_moves_them(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, title="Hot meals")
    make.tender(cast.council, title="Roofs", description="Slates.", cpv=[])
    browser = client_of(app, None)

    def deadlines() -> list[tuple[str, datetime, int]]:
        told = Calendar.from_ical(browser.get("/tenders.ics?text=meals").get_data())
        return [
            (str(event["summary"]), event["dtstart"].dt, int(event["sequence"]))
            for event in told.walk("VEVENT")
        ]

    closes_at = tender.closes_at
    assert deadlines() == [("Deadline for bids: Hot meals", closes_at, 1)]
    later = closes_at + timedelta(days=7)
    tender_changes.extend_tender(
        cast.buyer, tender.id, closes_at=later, why="More time.", published=published_now()
    )
    assert deadlines() == [("Deadline for bids: Hot meals", later, 2)]
    first = browser.get("/tenders.ics")
    again = browser.get("/tenders.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_of_a_search_leads_to_its_feed_and_its_calendar(
    app: Flask, cast: Cast, make: Make
) -> None:
    text = client_of(app, None).get("/tenders?text=meals").text
    assert 'href="/tenders.atom?text=meals"' in text
    assert 'href="/tenders.ics?text=meals"' in text


def test_a_search_of_which_a_part_cannot_be_read_is_told_so_and_feeds_nothing(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    for feed in ("/tenders.atom", "/tenders.ics"):
        refused = client_of(app, None).get(f"{feed}?near=XX1&miles=5")
        assert refused.status_code == 422
        assert "“XX1” is not a full UK postcode" in refused.text
        assert "Hot meals" not in refused.text
