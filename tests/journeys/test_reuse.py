"""Who has published a tender before publishes the next one in half the clicks and pages it took."""

import pytest
from playwright.sync_api import Browser

from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make
from tests.journeys.seats import PICTURES, Counter

pytestmark = pytest.mark.journey

CLICKS, PAGES = 12, 10
"""Half of what a first tender takes: 24 clicks, 20 pages."""


def test_a_tender_is_copied_checked_and_published_in_half_the_clicks(
    browser: Browser, live_site: str, make: Make, cast: Cast
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    earlier = make.tender(cast.council, title="Hot meals for two day centres")
    buyer = Counter(browser, live_site, cast.buyer)
    buyer.go("/my")
    buyer.pages = 0
    buyer.follow("Your tenders")
    buyer.press(f"Copy ({earlier.title})")
    buyer.sees("Check what was copied")
    buyer.picture("reuse-1-check")
    buyer.fill(estimate="190,000", options_estimate="0", lots__0__estimate="155,000")
    for box in (
        "This is what is bought this time, too",
        "Bids are scored like this again",
        "Bidders are asked for this again",
        "Payment is promised like this again",
    ):
        buyer.tick(box)
    buyer.press("Save and go on")
    buyer.sees("Notice on the central digital platform")
    day = clock.today()
    buyer.fill(
        central_notice="012346-2026",
        central_notice_at__day=str(day.day),
        central_notice_at__month=str(day.month),
        central_notice_at__year=str(day.year),
        central_notice_at__time="08:00",
    )
    buyer.press("Save and go on")
    buyer.follow("Declare interests")
    buyer.choose("interest", "none")
    buyer.press("Declare")
    buyer.press("Publish the tender")
    buyer.sees("The tender is published")
    buyer.picture("reuse-2-published")
    assert 0 < buyer.clicks <= CLICKS
    assert 0 < buyer.pages <= PAGES
    db.session.rollback()
    (published,) = db.session.query(Tender).where(Tender.copied_from_id == earlier.id)
    assert published.state is TenderState.PUBLISHED
    assert published.estimate == Money(19_000_000)
    texts = [[row.text for row in parts_of(key).questions] for key in (published.id, earlier.id)]
    assert texts[0] == texts[1]
