"""Two procurements from the first word to the public timeline: one above the threshold, in which a
bid is left out, a low price is explained, a claim suspends a signature and a contract is changed; and
one below it that is copied from the first. Clicks and pages are those of the browser.
"""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from marketplace.engine import clock, db, jobs
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from tests.cast import Cast
from tests.file_rows import PDF
from tests.journeys import officers
from tests.journeys.bidders import finds_and_bids
from tests.journeys.seats import PICTURES, Walker

pytestmark = pytest.mark.journey

CLICKS, PAGES = 12, 10
"""The most that a copy may take: half of the 24 clicks and 20 pages of a tender without reuse."""

TITLE = "Cleaning of two hospital wings"
COPY = "Their windows and doors"
COUNCIL, BAKERY, CLEANERS, GARDENS = (
    "Midborough Council",
    "Harbour Bakery CIC",
    "Bright Cleaners",
    "Canal Gardens Society",
)
NOT_SHOWN = "Two offices are no hospital wards, and nothing as exacting was shown."
EXPLAINED = "We own the machines, and a grant pays fourteen trainees beside the Living Wage."
SEEN_THROUGH = "The grant and the machines are shown, and the hours are covered."
WITHDRAWN = "Withdrawn: the claimant has read how the price was explained."


class Town:
    """Everybody of the two journeys, each before a browser of their own."""

    def __init__(self, browser: Browser, site: str, cast: Cast) -> None:
        self.buyer, self.baker, self.cleaner, self.gardener = self.bidding = [
            Walker(browser, site, person)
            for person in (cast.buyer, cast.baker, cast.cleaner, cast.gardener)
        ]
        self.panel = [Walker(browser, site, person) for person in cast.evaluators]

    def later(self, moment: datetime) -> None:
        """Time passes, and what is due is done; whoever was signed out signs in again."""
        clock.set_to(moment)
        jobs.run_due()
        for seat in (*self.bidding, *self.panel):
            seat.sign_in()


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_two_procurements_from_the_first_word_to_the_public_timeline(
    browser: Browser, live_site: str, cast: Cast
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    clock.set_to(at(2026, 11, 23))
    town = Town(browser, live_site, cast)
    above_the_threshold(town)
    details = "Contract details notice (UK7)"
    an_outsider_reads_and_verifies(
        Walker(browser, live_site, None),
        TITLE,
        ["Tender notice (UK4)", "Contract award notice (UK6)", f"{details}: Queen’s wing",
         f"{details}: Park wing", "Contract change notice (UK10): Park wing"],
    )  # fmt: skip
    below_the_threshold(town)
    an_outsider_reads_and_verifies(
        Walker(browser, live_site, None),
        COPY,
        ["Tender notice (UK4)", f"{details}: Queen’s wing", f"{details}: Park wing"],
    )


def above_the_threshold(town: Town) -> None:
    buyer = town.buyer
    officers.drafts(buyer, TITLE)
    officers.plans_and_publishes(buyer, date(2028, 3, 31), "012345-2026")
    told("A first tender", buyer)
    buyer.picture("whole-1-published")
    for bidder, prices, met_by in (
        (town.baker, ("120,000", "245,000"), "Two wards of the City Hospital since 2024."),
        (town.cleaner, ("249,000", "240,000"), "Six wards of the Queen’s Hospital since 2022."),
        (town.gardener, ("235,000", "230,000"), "We have cleaned two offices."),
    ):
        finds_and_bids(bidder, TITLE, prices, met_by=met_by, file=PDF)
    town.later(at(2026, 12, 23, 12, 1))
    officers.opens(buyer, town.panel)
    one_bid_is_left_out(buyer)
    a_low_price_is_explained(town)
    officers.scores_and_ranks(buyer, town.panel, TITLE, {BAKERY: "4", CLEANERS: "5"})
    officers.awards(buyer, [BAKERY, CLEANERS])
    buyer.notifies("000123-2027")
    buyer.press("Publish the award")
    town.gardener.works_on("Bids and consortia")
    town.gardener.follow(TITLE)
    town.gardener.follow("Assessment summary: Queen’s wing")
    town.gardener.sees(NOT_SHOWN)
    a_claim_suspends_the_signature(town)
    officers.records_details(buyer, ["000200-2027", "000201-2027"])
    a_change_is_announced_and_signed(town)
    the_record_holds_it(buyer)


def one_bid_is_left_out(buyer: Walker) -> None:
    for bidder in (BAKERY, CLEANERS):
        buyer.follow(f"Conditions and assurances of {bidder}")
        buyer.follow("Decide all that is open at once")
        buyer.tick("I have looked at each of them, and this is so")
        buyer.press("Decide all of these")
        buyer.follow("Back to the assessment")
    buyer.follow(f"Conditions and assurances of {GARDENS}")
    buyer.follow("Decide: Condition 1")
    buyer.choose("finding", "not_met")
    buyer.fill(reason=NOT_SHOWN)
    buyer.press("Decide")
    buyer.sees("The decision is on record, and the bid is disregarded for it.")
    buyer.follow("Back to the assessment")
    buyer.sees(NOT_SHOWN)


def a_low_price_is_explained(town: Town) -> None:
    buyer, baker = town.buyer, town.baker
    buyer.follow("Prices, and questions about prices that seem too low")
    buyer.sees("52% below the buyer’s estimate")
    buyer.follow(f"Ask about this price: {BAKERY}, lot 1")
    buyer.fill(question="How are the wards cleaned for this price, and at which wages?")
    buyer.day("reply_by", date(2027, 1, 6))
    buyer.press("Send the question")
    baker.works_on("Explain your price")
    baker.fill(answer=EXPLAINED)
    baker.press("Send the explanation")
    town.later(at(2027, 1, 4))
    buyer.works_on("Decide on a price that you asked about")
    buyer.follow(f"Read and decide: {BAKERY}, lot 1")
    buyer.sees(EXPLAINED)
    buyer.choose("decision", "accept")
    buyer.fill(reason=SEEN_THROUGH)
    buyer.press("Decide")


def a_claim_suspends_the_signature(town: Town) -> None:
    """Of lot 1; lot 2 is signed meanwhile."""
    buyer = town.buyer
    town.later(at(2027, 1, 7))
    buyer.follow("Record a claim about lot 1")
    buyer.day("notified_on", date(2027, 1, 7))
    buyer.fill(about="Bright Cleaners: nobody can clean the wards for the price of lot 1.")
    buyer.press("Suspend the signature")
    for lot in (1, 2):
        officers.prepares(buyer, lot)
        officers.goes_back_to_the_awards(buyer)
    town.later(at(2027, 1, 15))
    buyer.works_on("Sign the contract: Park wing")
    officers.signs(buyer, COUNCIL)
    town.cleaner.works_on("Sign the contract: Park wing")
    officers.signs(town.cleaner, CLEANERS)
    buyer.works_on("Contracts")
    buyer.follow("Queen’s wing")
    buyer.sees("The contract cannot be signed until the claim is withdrawn or decided")
    assert buyer.page.get_by_role("button", name=f"Sign for {COUNCIL}").count() == 0
    buyer.works_on("Record how the claim ended")
    buyer.follow("The claim about lot 1 has ended")
    buyer.day("ended_on", date(2027, 1, 15))
    buyer.fill(reason=WITHDRAWN)
    buyer.press("End the suspension")
    buyer.follow("Contract for lot 1")
    officers.signs(buyer, COUNCIL)
    town.baker.works_on("Sign the contract: Queen’s wing")
    officers.signs(town.baker, BAKERY)


def a_change_is_announced_and_signed(town: Town) -> None:
    """More by 18.75 per cent: beyond a tenth, so that its notice comes first (s75)."""
    buyer, cleaner = town.buyer, town.cleaner
    buyer.works_on("Contracts")
    buyer.follow("Park wing")
    buyer.follow("Propose a change")
    buyer.fill(
        words="A third ward is opened in May and is cleaned as the others are.",
        work__0__amount="285,000",
    )
    for name in ("changes_scope", "favours_supplier"):
        buyer.choose(name, "no")
    buyer.press("Propose this change")
    buyer.sees("Nobody can sign before it is recorded here.")
    buyer.follow("Prepare the contract change notice")
    buyer.notifies("000210-2027")
    buyer.press("Record the notice")
    for seat, name in ((buyer, COUNCIL), (cleaner, CLEANERS)):
        seat.works_on("Sign the change of the contract")
        seat.follow("Change 1")
        officers.signs(seat, name)
    cleaner.sees("In force")
    cleaner.picture("whole-2-changed")


def the_record_holds_it(buyer: Walker) -> None:
    buyer.follow("Your tenders")
    buyer.follow(TITLE)
    buyer.follow("What was done, and the whole record")
    with ZipFile(buyer.takes_away("Take the whole record away")) as record:
        for name, words in (
            ("disregards", NOT_SHOWN),
            ("condition_checks", NOT_SHOWN),
            ("price_enquiries", EXPLAINED),
            ("price_enquiries", SEEN_THROUGH),
            ("awards", WITHDRAWN),
        ):
            assert words in record.read(f"{name}.json").decode(), name


def below_the_threshold(town: Town) -> None:
    """Few clicks and pages; nobody is kept out by a condition (s85)."""
    buyer = town.buyer
    buyer.follow("Your work")
    buyer.clicks = buyer.pages = 0
    buyer.follow("Your tenders")
    buyer.press(f"Copy ({TITLE})")
    buyer.fill(
        title=COPY,
        lots__0__estimate="75,000",
        lots__0__options_estimate="0",
        lots__1__estimate="75,000",
        lots__1__options_estimate="0",
    )
    for box in (
        "This is what is bought this time, too",
        "Bids are scored like this again",
        "Bidders are asked for this again",
        "Payment is promised like this again",
    ):
        buyer.tick(box)
    buyer.press("Save and go on")
    buyer.sees("The conditions of participation are left out")
    officers.announces(buyer, "000300-2027")
    told("A tender copied from it", buyer)
    assert 0 < buyer.clicks <= CLICKS
    assert 0 < buyer.pages <= PAGES
    is_as_it_was()
    for bidder, prices in (
        (town.baker, ("70,000", "72,000")),
        (town.cleaner, ("74,000", "69,000")),
    ):
        finds_and_bids(bidder, COPY, prices, file=PDF)
    town.later(at(2027, 2, 15, 12, 1))
    officers.opens(buyer, town.panel)
    officers.scores_and_ranks(buyer, town.panel, COPY, {BAKERY: "4", CLEANERS: "5"})
    officers.awards(buyer, [CLEANERS, CLEANERS])
    buyer.press("Publish the award")
    for lot in (1, 2):
        officers.prepares(buyer, lot)
        officers.signs(buyer, COUNCIL)
        town.cleaner.works_on("Sign the contract")
        officers.signs(town.cleaner, CLEANERS)
        officers.goes_back_to_the_awards(buyer)
    officers.records_details(buyer, ["000400-2027", "000401-2027"])


def is_as_it_was() -> None:
    """The copy asks what the earlier tender asked, at its own price and without its conditions."""
    db.session.rollback()
    earlier, copy = (
        db.session.query(Tender).where(Tender.title == one).one() for one in (TITLE, COPY)
    )
    assert copy.copied_from_id == earlier.id
    assert copy.estimate == Money(18_000_000)
    asked, before = parts_of(copy.id), parts_of(earlier.id)
    assert [row.text for row in asked.questions] == [row.text for row in before.questions]
    assert (len(before.conditions), len(asked.conditions)) == (1, 0)


def an_outsider_reads_and_verifies(outsider: Walker, title: str, timeline: list[str]) -> None:
    """The notices in their order, and the result worked out again with no account and no database."""
    outsider.follow("Tenders")
    outsider.follow("Awarded or cancelled")
    outsider.follow(title)
    notices = outsider.page.locator("ol.mp-timeline li > a")
    assert notices.all_inner_texts() == timeline
    outsider.picture(f"whole-timeline-{len(timeline)}")
    file = outsider.takes_away("everything that is needed, as one file")
    verified = subprocess.run(
        [Path(sys.executable).with_name("marketplace"), "verify-procurement", file],
        capture_output=True,
        text=True,
        env={},
        cwd=file.parent,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert "Everything agrees." in verified.stdout
    print(title, verified.stdout.strip(), sep=": ")


def told(what: str, buyer: Walker) -> None:
    print(f"{what}: {buyer.clicks} clicks, {buyer.pages} pages.")
