"""A bidder attaches documents from a phone, and an evaluator reads them beside the answer."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.engine import clock
from tests.assessment_rows import appointed
from tests.cast import Cast, Make
from tests.file_rows import PDF, PHOTOS, PNG, STATEMENT
from tests.journeys.seats import Seat
from tests.tender_rows import with_attachments

pytestmark = pytest.mark.journey

PHONE = 390


def test_from_a_phone_to_the_evaluators_screen(
    browser: Browser, live_site: str, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council, lots=1)
    question = with_attachments(tender, STATEMENT, PHOTOS)
    bid = make.bid(tender, cast.bakery, submitted=False)
    tender_id, bid_id = tender.id, bid.id
    baker = Seat(browser, live_site, cast.baker, width=PHONE)
    baker.go(f"/bids/{bid_id}/answers/{question.id}")
    baker.fill(text="We cook near the wards.")
    baker.press("Save and attach documents")
    expect(baker.page.get_by_text("Nothing is attached yet, and it must be there.")).to_be_visible()
    baker.page.set_input_files("[name=file_0]", _file("plan.pdf", PDF))
    baker.page.set_input_files("[name=file_1]", [_file("one.png", PNG), _file("two.txt", b"No.")])
    baker.page.get_by_role("button", name="Attach the chosen files").click()
    told = baker.page.locator("[data-told]")
    expect(told).to_contain_text("Not attached. “two.txt” is not of a kind that the buyer takes")
    expect(told).to_contain_text("“plan.pdf” is attached.")
    attached = baker.page.locator("[data-attached]")
    expect(attached.get_by_role("link", name="plan.pdf")).to_be_visible()
    expect(attached.get_by_role("link", name="one.png")).to_be_visible()
    assert baker.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    attached.get_by_role("button", name="Take out (one.png)").click()
    expect(baker.page.get_by_text("The file is taken out.")).to_be_visible()
    baker.go(f"/bids/{bid_id}/answers/{question.id}")
    expect(baker.page.locator("[name=text]")).to_have_value("We cook near the wards.")
    baker.go(f"/bids/{bid_id}/submit")
    baker.press("Submit the bid")
    baker.sees("Receipt")

    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    appointed(tender, cast.buyer, cast.evaluators[0])
    evaluator = Seat(browser, live_site, cast.evaluators[0])
    evaluator.go(f"/evaluations/{tender_id}/bids/{bid_id}")
    evaluator.sees("We cook near the wards.")
    with evaluator.page.expect_download() as saved:
        evaluator.page.get_by_role("link", name="plan.pdf").click()
    assert saved.value.suggested_filename == "plan.pdf"
    assert saved.value.path().read_bytes() == PDF


def _file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
