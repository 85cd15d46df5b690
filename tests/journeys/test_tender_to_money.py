"""From a real published notice to money counted on the board’s page, every step in a browser.

Three enterprises bid together, one bids alone; two evaluators score; the
consortium wins, is invoiced member by member and paid. A picture of each step
is kept in ``artefacts/journey``.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from marketplace.desk.actions import claims
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.settings import ROOT
from marketplace.tendering.actions import notices
from marketplace.tendering.models.tenders import Tender
from procurement.ground.calendar import LONDON
from procurement.open_data.ocds_read import read_releases
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make
from tests.journeys.bidders import bids_alone, bids_together
from tests.journeys.seats import PICTURES, Seat

pytestmark = pytest.mark.journey


@pytest.fixture
def council(make: Make, cast: Cast) -> Organisation:
    """The council of the real notice, claimed by our buyer and approved by the broker."""
    path = Path(ROOT / "marketplace/data/notices.jsonl")
    for facts in read_releases(path.read_bytes(), path.name):
        notices.import_notice_batch(SYSTEM, None, releases=[facts])
    row = db.session.scalars(
        select(Organisation).where(Organisation.name == "Birmingham City Council")
    ).one()
    cast.buyer = make.person("Beverley Hall")
    claim = claims.claim_organisation(cast.buyer, row.id, grounds="I lead the category team.")
    claims.approve_claim(cast.broker, claim.id)
    cast.buyer = make.again(cast.buyer)
    cast.evaluators = [
        make.member(row, Role.EVALUATOR, name=name) for name in ("Grace Lin", "Owen Price")
    ]
    cast.finance = make.member(row, Role.FINANCE, name="Farida Aslam")
    cast.cook = make.member(make_kitchen(make, cast), Role.OWNER, name="Dele Adeyemi")
    return row


def make_kitchen(make: Make, cast: Cast) -> Organisation:
    cast.kitchen = make.verified(
        make.organisation(Kind.COMMUNITY_BUSINESS, "Spring Hill Kitchen", "B18 4DF"), cast.broker
    )
    return cast.kitchen


def test_a_real_notice_becomes_money_in_three_accounts(
    browser: Browser, live_site: str, council: Organisation, cast: Cast
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    clock.set_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    seats = {
        name: Seat(browser, live_site, getattr(cast, name))
        for name in ("buyer", "finance", "cleaner", "gardener", "cook", "baker")
    }
    panel = [Seat(browser, live_site, one) for one in cast.evaluators]
    tender_id = publishes_from_the_notice(seats["buyer"])
    bids_alone(seats["baker"], tender_id)
    bids_together(seats["cleaner"], seats["gardener"], seats["cook"], tender_id)
    db.session.rollback()
    closes_at = db.session.get_one(Tender, tender_id).closes_at
    nobody_reads_a_bid_early(seats["buyer"], tender_id)
    everybody_later(seats, panel, closes_at + timedelta(minutes=1))
    scores_and_ranks(seats["buyer"], panel, tender_id)
    awards_and_signs(seats, panel, tender_id)
    is_invoiced_and_paid(seats)
    the_board_shows_it(seats["buyer"])


def everybody_later(seats: dict[str, Seat], panel: list[Seat], moment: datetime) -> None:
    """Time passes; what is due is done; everybody is signed in again if the cookie ran out."""
    clock.set_to(moment)
    jobs.run_due()
    for seat in [*seats.values(), *panel]:
        seat.sign_in()


def publishes_from_the_notice(buyer: Seat) -> str:
    buyer.go("/notices?text=Courier")
    buyer.follow("Courier Service for Delivery of Waste Sacks")
    buyer.picture("01-the-real-notice")
    buyer.press("Draft a tender from this notice")
    tender_id = re.search(r"/tenders/([0-9a-f-]{36})", buyer.page.url)[1]
    draft = f"/tenders/{tender_id}/draft"
    buyer.picture("02-the-draft")
    buyer.go(draft + "/about")
    buyer.fill(delivery="Greater Icknield")
    buyer.page.select_option("[name=theme]", "other")
    buyer.choose("subject", "services")
    buyer.choose("ordering", "at_once")
    buyer.press("Save and go on")
    buyer.go(draft + "/lots")
    buyer.fill(lots__0__title="Sacks delivered by cargo bike", lots__0__estimate="180,000")
    buyer.fill(lots__0__options_estimate="0", lots__0__extension_months="12")
    buyer.page.get_by_text("If there are options, or it can be extended").first.click()
    buyer.fill(
        lots__0__extension="One extension of twelve months.",
        lots__0__extension_estimate="11,000",
    )
    buyer.fill(no_lots_reason="One round has to be ridden by one team.")
    buyer.press("Save and go on")
    buyer.go(draft + "/conditions")
    buyer.press("Save and go on")
    buyer.go(draft + "/criteria")
    buyer.fill(price_weight="40", quality_weight="40", social_value_weight="20")
    buyer.choose("price_formula", "lowest_over_this")
    buyer.choose("tie_rule", "quality_first")
    buyer.press("Save and go on")
    buyer.go(draft + "/scale")
    buyer.press("Save and go on")
    buyer.go(draft + "/questions")
    buyer.fill(
        questions__0__text="How will you do the work?",
        questions__0__word_limit="300",
        questions__0__weight="100",
        questions__0__minimum="2",
    )
    buyer.press("Save and go on")
    buyer.go(draft + "/clauses")
    buyer.fill(
        clauses__0__text="Paid work placements for local people",
        clauses__0__unit="placements",
        clauses__0__target="6",
        clauses__0__minimum="1",
        clauses__0__weight="100",
        clauses__0__quantity_share="70",
    )
    buyer.press("Save and go on")
    buyer.go(draft + "/plan")
    buyer.choose("from_what", "publication")
    buyer.fill(from_on__day="23", from_on__month="11", from_on__year="2026", tendering_days="30")
    buyer.press("Plan the dates")
    buyer.fill(ends_on__day="31", ends_on__month="3", ends_on__year="2028")
    buyer.picture("03-the-timetable")
    buyer.press("Save and go on")
    buyer.go(draft + "/payment")
    buyer.press("Save and go on")
    buyer.go(draft + "/notice")
    for name in ("suits_sme", "suits_vcse"):
        buyer.page.select_option(f"[name='{name}']", "yes")
    buyer.fill(
        risks="None known.",
        after_expiry="It will be bought again.",
        engagement="None: the market is known.",
    )
    buyer.page.select_option("[name='agreements']", "none")
    buyer.press("Save and go on")
    buyer.go(draft + "/central")
    buyer.fill(
        central_notice="012345-2026",
        central_notice_at__day="20",
        central_notice_at__month="11",
        central_notice_at__year="2026",
        central_notice_at__time="09:00",
    )
    buyer.press("Save and go on")
    buyer.go(draft)
    buyer.picture("04-ready-to-publish")
    buyer.follow("Check and publish")
    buyer.follow("Declare interests")
    buyer.choose("interest", "none")
    buyer.press("Declare")
    buyer.press("Publish the tender")
    buyer.sees("The tender is published")
    buyer.sees("Promises payment in 7 days")
    buyer.picture("05-the-tender")
    return tender_id


def nobody_reads_a_bid_early(buyer: Seat, tender_id: str) -> None:
    buyer.go(f"/evaluations/{tender_id}")
    buyer.sees("Bids are sealed until")
    assert buyer.page.get_by_role("button", name="Open all bids").count() == 0
    assert "Icknield Streets" not in buyer.page.content()


def scores_and_ranks(buyer: Seat, panel: list[Seat], tender_id: str) -> None:
    home = f"/evaluations/{tender_id}"
    for seat in panel:
        buyer.go(home + "/appoint")
        buyer.page.select_option("[name=person_id]", label=seat.person.name)
        buyer.press("Add to the panel")
    buyer.go(home)
    buyer.press("Open all bids")
    buyer.picture("11-bids-opened")
    buyer.go(home + "/declare")
    buyer.choose("interest", "none")
    buyer.press("Declare")
    for seat in panel:
        seat.go(home + "/declare")
        seat.choose("interest", "none")
        seat.press("Declare")
        for number in range(2):
            seat.go(home)
            seat.page.get_by_role("link", name="Read and score").first.click()
            fills_scores(seat, lambda page: "5" if "Bright Cleaners" in page.content() else "4")
            seat.press("Save my scores")
            if number == 0:
                seat.picture(f"12-scored-alone-{seat.person.name.split()[0].lower()}")
    decides_on_conditions(buyer, home)
    for bidder in ("Harbour Bakery CIC", "Bright Cleaners"):
        buyer.go(home)
        buyer.page.get_by_role("link", name=f"Agree scores of {bidder}").click()
        fills_scores(buyer, lambda _, name=bidder: "5" if name == "Bright Cleaners" else "4")
        for box in buyer.page.locator("textarea[name^='discussion_']").all():
            box.fill("Both read it alike; we talked about the spare bikes.")
        for box in buyer.page.locator("input[name='present']").all():
            box.check()
        buyer.picture("13-agreeing")
        buyer.press("Save the agreed scores")
    for seat in panel:
        seat.go(home)
        seat.press("Approve the record")
    buyer.go(home)
    buyer.press("Work out the ranking")
    for details in buyer.page.locator("details").all():
        details.evaluate("one => one.open = true")
    buyer.sees("Every step for Bright Cleaners")
    buyer.picture("14-the-ranking")


def decides_on_conditions(buyer: Seat, home: str) -> None:
    """Nobody is excluded: of the bidder alone by itself, of the members of the consortium at once."""
    buyer.go(home)
    buyer.page.get_by_role("link", name="Conditions and assurances of Harbour Bakery CIC").click()
    buyer.page.get_by_role("link", name=re.compile("^Decide")).click()
    buyer.choose("finding", "no_ground")
    buyer.press("Decide")
    buyer.go(home)
    buyer.page.get_by_role("link", name="Conditions and assurances of Bright Cleaners").click()
    buyer.follow("Decide all that is open at once")
    buyer.page.get_by_label("I have looked at each of them").check()
    buyer.press("Decide all of these")
    buyer.go(home)
    assert buyer.page.get_by_text("Decided", exact=True).count() == 2


def fills_scores(seat: Seat, given) -> None:
    score = given(seat.page)
    for radio in seat.page.locator(f"input[name^='score_'][value='{score}']").all():
        radio.check()
    for box in seat.page.locator("textarea[name^='reason_']").all():
        box.fill("It names who does what and how it is counted.")


def awards_and_signs(seats: dict[str, Seat], panel: list[Seat], tender_id: str) -> None:
    buyer, lead = seats["buyer"], seats["cleaner"]
    buyer.go(f"/tenders/{tender_id}/awards")
    buyer.follow("Award lot 1 to Bright Cleaners")
    buyer.fill(reason="First by the published method.")
    buyer.press("Award")
    buyer.press("Send the assessment summaries")
    buyer.follow("Publish the award")
    buyer.follow("Read what the notice says")
    buyer.picture("15-award-notice")
    buyer.go(f"/tenders/{tender_id}/publish-award")
    now = clock.now().astimezone(LONDON)
    buyer.fill(
        central_notice="023456-2026",
        central_notice_at__day=str(now.day),
        central_notice_at__month=str(now.month),
        central_notice_at__year=str(now.year),
        central_notice_at__time=f"{now:%H:%M}",
    )
    buyer.press("Publish the award")
    buyer.picture("15-awarded")
    buyer.follow("Prepare the contract for lot 1")
    buyer.fill(order_number="PO-20417", terms="Conditions for services, as published.")
    buyer.choose("order", "usual")
    buyer.fill(starts_on__day="5", starts_on__month="1", starts_on__year="2027")
    buyer.fill(
        milestones__0__title="The first quarter",
        milestones__0__due_on__day="31",
        milestones__0__due_on__month="5",
        milestones__0__due_on__year="2027",
        milestones__0__amount="100,000.01",
        milestones__1__title="The rest",
        milestones__1__due_on__day="31",
        milestones__1__due_on__month="3",
        milestones__1__due_on__year="2028",
        milestones__1__amount="49,999.99",
    )
    buyer.press("Prepare the contract")
    contract = buyer.page.url
    assert buyer.page.get_by_role("button", name=re.compile("^Sign for")).count() == 0
    buyer.picture("16-contract-in-standstill")
    everybody_later(seats, panel, clock.now() + timedelta(days=17))
    baker = seats["baker"]
    baker.go("/my")
    buyer.page.goto(contract)
    buyer.press("Sign for Birmingham City Council")
    lead.page.goto(contract)
    lead.press("Sign for Bright Cleaners")
    lead.sees("Signed")
    lead.picture("17-signed")


def is_invoiced_and_paid(seats: dict[str, Seat]) -> None:
    buyer, finance, lead = seats["buyer"], seats["finance"], seats["cleaner"]
    contract = lead.page.url
    lead.press("The work of milestone 1 is done")
    buyer.page.goto(contract)
    buyer.press("Accept milestone 1")
    lead.page.goto(contract)
    lead.follow("Invoice milestone 1")
    lead.picture("18-three-invoices-to-send")
    lead.choose("vat", "standard")
    lead.press("Send the invoices")
    jobs.run_due()
    lead.page.goto(contract)
    lead.page.locator("a[href^='/invoices/']").first.click()
    invoice = lead.page.url
    lead.picture("19-an-invoice-and-its-clock")
    finance.page.goto(invoice)
    finance.press("Approve all of them")
    finance.page.goto(invoice + "/record-payment?together=yes")
    today = clock.today()
    finance.fill(
        reference="BACS 774109",
        paid_on__day=str(today.day),
        paid_on__month=str(today.month),
        paid_on__year=str(today.year),
    )
    finance.picture("20-paying-all-three")
    finance.press("Record the payment")
    finance.page.goto(invoice)
    finance.sees("Paid")
    finance.picture("21-paid")


def the_board_shows_it(anybody: Seat) -> None:
    """£100,000.01 over 46.5, 33.25 and 20.25 per cent, to the penny; Bright Cleaners add VAT."""
    anybody.go("/board?place=greater-icknield")
    anybody.picture("22-the-board")
    body = anybody.page.inner_text("main")
    assert "£100,000.01" in body
    assert "£46,500.01" in body
    assert "£33,250.00" in body
    assert "£20,250.00" in body
