"""From a development’s page to money at two tiers on the sixth day, every step in a browser.

A developer’s procurement manager posts two packages. A contractor takes the first and passes some
of it on; two enterprises, each on a phone, offer for the second together. Every page that one of
them comes to is read for words of the law of public bodies, and shows nothing sideways on a phone.
A picture of each step is kept in ``artefacts/journey``.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from marketplace.payments.actions import bank_accounts
from marketplace.payments.models.invoices import Invoice
from marketplace.verification import verified
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.organisations.profile import Capability, Capacity
from tests.cast import Cast, Make
from tests.journeys.seats import PICTURES, Reader, Seat

pytestmark = pytest.mark.journey

BEGINS, ENDS = date(2026, 11, 24), date(2027, 6, 30)
PHONE = 390
CLICKS_TO_INVITE = 8
"""A person’s own work to enterprises that are invited: what a package may cost whoever posts it."""
SITE, YARD, CABINS = "Ground works and the square", "Planting the courtyard", "Cleaning the cabins"


@dataclass
class Seats:
    """Who takes part."""

    manager: Reader
    contractor: Reader
    lead: Reader
    member: Reader

    def later(self, moment: datetime) -> None:
        """Time passes; what is due is done; everybody is signed in again if the cookie ran out."""
        clock.set_to(moment)
        jobs.run_due()
        for seat in (self.manager, self.contractor, self.lead, self.member):
            seat.sign_in()


def day(name: str, on: date) -> dict[str, str]:
    return {
        f"{name}__day": f"{on.day}",
        f"{name}__month": f"{on.month}",
        f"{name}__year": f"{on.year}",
    }


@pytest.fixture
def seats(browser: Browser, live_site: str, make: Make, cast: Cast) -> Seats:
    """A developer inside the place, its contractor outside it, and two enterprises of it."""
    clock.set_to(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes Ltd", "B18 4DF")
    manager = make.member(developer, Role.BUYER, Role.FINANCE, name="Dana Osei")
    builders = make.organisation(Kind.OTHER_SUPPLIER, "Brook Street Building Ltd", "B91 3QJ")
    builder = make.member(builders, Role.OWNER, name="Brian Cole")
    for owner, holder in (
        (builder, builders), (cast.cleaner, cast.cleaners), (cast.gardener, cast.gardens)
    ):  # fmt: skip
        account = bank_accounts.propose_bank_account(
            owner, holder.id, name=holder.name, sort_code="123456", account_number="12345678"
        )
        bank_accounts.confirm_bank_account(cast.broker, account.id)
    for who, does in (
        (cast.cleaner, "Cleaning cabins, planting courtyards"), (cast.gardener, "Mowing")
    ):  # fmt: skip
        (own,) = who.organisations
        terms = ProfileTerms(Capacity(None, people=3, miles=20), [Capability(does, "")], [])
        profiles.keep_profile(who, own, terms=terms)
    db.session.remove()
    return Seats(
        Reader(browser, live_site, manager),
        Reader(browser, live_site, builder),
        Reader(browser, live_site, cast.cleaner, PHONE),
        Reader(browser, live_site, cast.gardener, PHONE),
    )


def test_a_development_becomes_money_at_two_tiers(
    browser: Browser, live_site: str, seats: Seats, cast: Cast
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    opens_the_development(seats.manager)
    posts_two_packages(seats.manager)
    offers_alone(seats.contractor, SITE, "880,000.00")
    offers_together(seats.lead, seats.member)
    site = chosen_and_signed(seats.manager, seats.contractor, SITE, "352,000.00", "528,000.00")
    yard = chosen_and_signed(seats.manager, seats.lead, YARD, "10,000.01", "20,500.00")
    says_how_invoices_are_made(seats.member)
    shows_both(seats.manager)
    seats.later(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    passes_on(seats.contractor)
    offers_alone(seats.lead, CABINS, "9,000.00")
    cabins = chosen_and_signed(seats.contractor, seats.lead, CABINS, "3,000.00", "6,000.00")
    seats.later(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    returns_hours(seats)
    is_invoiced(seats, site, yard, cabins)
    seats.later(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
    is_paid(seats)
    shows_what_is_below(seats.manager)
    the_board_shows_it(Seat(browser, live_site, cast.board_member))
    everything_agrees()


def opens_the_development(manager: Reader) -> None:
    manager.works_on("Developments of Icknield Homes Ltd")
    manager.follow("Open a development")
    manager.fill(name="Canal Quarter", about="Homes and a square by the canal.", postcode="B18 4DF")
    manager.select("kind", "Housing")
    manager.fill(**day("starts_on", BEGINS), **day("ends_on", ENDS))
    manager.press("Save")
    manager.follow("Name the main contractor")
    manager.fill(name="Brook Street Building")
    manager.press("Look for it here")
    manager.press("This one (Brook Street Building Ltd)")
    manager.press("Publish this page")
    manager.picture("30-the-development")


def posts_two_packages(manager: Reader) -> None:
    manager.follow("Post a package")
    posts(manager, SITE, "900,000", "Built environment")
    manager.fill(q="Brook Street")
    manager.press("Find")
    manager.page.check("[name=enterprises]")
    manager.press("Invite those that are ticked")
    manager.go("/my")
    manager.clicks = manager.pages = 0
    manager.follow("Post a package")
    manager.select("development_id", "Canal Quarter")
    posts(manager, YARD, "32,000", "Built environment")
    manager.picture("31-who-fits-is-ticked")
    manager.press("Invite those that are ticked")
    assert 0 < manager.pages < manager.clicks <= CLICKS_TO_INVITE
    manager.sees("Bright Cleaners")
    manager.picture("32-a-package-and-who-is-invited")


def posts(poster: Reader, title: str, budget: str, theme: str) -> None:
    """All that is said of a package, on one page."""
    poster.fill(title=title, about="All of it, and looked after for a year.", budget=budget)
    poster.select("theme", theme)
    poster.fill(**day("starts_on", BEGINS), **day("ends_on", ENDS), terms="Our terms of 2026.")
    poster.choose("audience", "invited")
    poster.choose("way", "open")
    poster.press("Post the package")


def writes(enterprise: Reader, title: str, price: str) -> None:
    """From the invitation to an offer that is written."""
    enterprise.works_on(f"Answer the invitation: {title}")
    enterprise.follow("Answer with an offer")
    enterprise.fill(price=price, words="With our own people, from the first day on.")
    enterprise.press("Save")


def offers_alone(enterprise: Reader, title: str, price: str) -> None:
    writes(enterprise, title, price)
    enterprise.press("Make this offer")


def offers_together(lead: Reader, member: Reader) -> None:
    writes(lead, YARD, "30,500.01")
    lead.picture("33-an-offer-on-a-phone")
    lead.follow("Answer together with others")
    lead.fill(q="Canal Gardens")
    lead.press("Find")
    lead.press("Ask Canal Gardens Society")
    lead.fill(share__0__work="Beds and paths", share__0__share="33.3")
    lead.fill(share__1__work="Trees and hedges", share__1__share="66.7")
    lead.picture("34-who-does-what-on-a-phone")
    lead.press("Save and ask them to accept")
    member.works_on(f"Accept price and part: {YARD}")
    member.sees("£20,343.51")
    member.picture("35-a-member-reads-its-part-on-a-phone")
    member.press("Accept price and part")
    lead.works_on(f"Answer the invitation: {YARD}")
    lead.follow("Go to the offer")
    lead.press("Make this offer")


def chosen_and_signed(buyer: Reader, supplier: Reader, title: str, first: str, rest: str) -> str:
    """The offer is chosen, the contract written in two stages and signed by both; its address."""
    buyer.works_on(f"Read the offers and choose: {title}")
    with buyer.page.expect_navigation():
        buyer.page.get_by_role("table", name="Offers").get_by_role("link", name="Offer of").click()
    buyer.follow("Choose this offer")
    buyer.fill(reason="Near, and good to the people who live there.")
    buyer.press("Choose it and give the letter of award")
    buyer.follow("Write the contract")
    buyer.fill(
        stages__0__title="First stage", stages__0__amount=first, **day("stages__0__due_on", ENDS)
    )
    buyer.fill(
        stages__1__title="The rest", stages__1__amount=rest, **day("stages__1__due_on", ENDS)
    )
    buyer.press("Write the contract")
    if title == SITE:
        buyer.follow("Propose what is passed on")
        buyer.fill(payment_days="7", social_share="1", labour_share="10")
        buyer.press("Propose this")
    buyer.press(f"Sign for {name_of(buyer, 'Buyer')}")
    supplier.works_on(f"Sign the contract: {title}")
    supplier.press(f"Sign for {name_of(supplier, 'Supplier')}")
    supplier.sees("Signed")
    return supplier.page.url


def name_of(seat: Reader, side: str) -> str:
    """Of one side of the contract that is shown."""
    row = seat.page.locator(".govuk-summary-list__row", has_text=side).first
    return row.locator("dd").inner_text().partition(" (")[0]


def says_how_invoices_are_made(member: Reader) -> None:
    member.go("/contracts")
    member.follow(YARD)
    member.follow("How your invoices are made")
    member.sees("no: your invoices show no VAT")
    member.sees("66.7%")


def shows_both(manager: Reader) -> None:
    """The two contracts stand on the page of the development for everybody."""
    manager.go("/developments")
    manager.follow("Canal Quarter")
    manager.follow("Add a contract")
    manager.press(f"Show it with this development ({SITE})")
    manager.follow("Add a contract")
    manager.press(f"Show it with this development ({YARD})")
    manager.sees("£880,000.00")
    manager.sees("£30,500.01")


def passes_on(contractor: Reader) -> None:
    contractor.go("/contracts")
    contractor.follow(SITE)
    contractor.follow("Post a package of work below it")
    posts(contractor, CABINS, "9,500", "Other")
    contractor.press("Invite those that are ticked")
    contractor.picture("36-a-package-below-the-contract")


def returns_hours(seats: Seats) -> None:
    seats.contractor.works_on(f"Return the hours of November 2026: {SITE}")
    seats.contractor.follow("Return the hours of a month")
    seats.contractor.fill(hours="400", furthest="30", evidence="The payroll; the job centre.")
    seats.contractor.press("Send")
    seats.lead.go("/contracts")
    seats.lead.follow(CABINS)
    seats.lead.follow("Hours worked, month by month")
    seats.lead.follow("Return the hours of a month")
    seats.lead.fill(hours="100", furthest="40", evidence="The payroll; the job centre.")
    seats.lead.picture("37-hours-on-a-phone")
    seats.lead.press("Send")
    for buyer, title in ((seats.manager, SITE), (seats.contractor, CABINS)):
        buyer.works_on(f"Confirm the hours returned: November 2026 – {title}")
        buyer.press("Confirm these hours (November 2026)")


def is_invoiced(seats: Seats, site: str, yard: str, cabins: str) -> None:
    deals = [(seats.contractor, seats.manager, site), (seats.lead, seats.manager, yard),
             (seats.lead, seats.contractor, cabins)]  # fmt: skip
    for supplier, buyer, contract in deals:
        supplier.go(contract.removeprefix(supplier.site))
        supplier.press("The work of milestone 1 is done")
        buyer.go(contract.removeprefix(buyer.site))
        buyer.press("Accept milestone 1")
        supplier.go(contract.removeprefix(supplier.site))
        supplier.follow("Invoice milestone 1")
        if supplier is seats.lead:
            supplier.choose("vat", "standard")
        supplier.press("Send the invoices" if contract == yard else "Send the invoice")
        jobs.run_due()


def is_paid(seats: Seats) -> None:
    """On the sixth day after each was received, at both tiers."""
    pays(seats.manager, "of Brook Street Building Ltd", "BACS 774109")
    pays(seats.contractor, "of Bright Cleaners", "BACS 5501")
    payer = seats.manager
    payer.works_on("of Canal Gardens Society")
    payer.press("Approve all of them")
    payer.follow("Pay all of them")
    payer.follow("Record bank transfers to all")
    payer.picture("38-paying-both-members")
    records(payer, "BACS 774110")


def pays(payer: Reader, whom: str, reference: str) -> None:
    """From what waits in the payer’s work to a recorded transfer."""
    payer.works_on(whom)
    number = payer.page.inner_text("h1").split()[1]
    payer.press(f"Approve {number}")
    payer.follow("Record a bank transfer")
    records(payer, reference)


def records(payer: Reader, reference: str) -> None:
    payer.fill(reference=reference, **day("paid_on", clock.today()))
    payer.press("Record the payment")
    payer.sees("Said to be paid")


def shows_what_is_below(manager: Reader) -> None:
    """The developer reads the tier below its contract: who, on which term, paid when, whose hours."""
    manager.go("/contracts")
    manager.follow(SITE)
    manager.sees("1 of 1")
    figures = manager.page.locator("[aria-labelledby=below]").inner_text()
    assert "70" in figures.split()
    assert "asked: 10% of 500 hours, 50" in figures
    manager.picture("39-the-contract-and-what-is-below")
    manager.follow("Everything below this contract, tier by tier")
    (below,) = rows_of(manager, "Tier 1")
    assert below[1:3] == ["Brook Street Building Ltd", "Bright Cleaners Social enterprise"]
    assert below[0::3] == [CABINS, "7 days"]
    assert below[4] == "£3,000.00"
    (invoice,) = rows_of(manager, "Invoices below this contract")
    assert invoice[1:] == ["1", "1 December 2026", "8 December 2026", "7 December 2026, on day 6"]
    assert [row[1:] for row in rows_of(manager, "Hours by contract")] == [
        ["400", "30", "30"], ["100", "40", "40"], ["500", "70", "70"],
    ]  # fmt: skip
    manager.picture("40-tier-by-tier")


def rows_of(seat: Seat, caption: str) -> list[list[str]]:
    table = seat.page.get_by_role("table", name=caption)
    rows = table.locator("tbody tr").all()
    return [
        [" ".join(words.split()) for words in row.locator("th, td").all_inner_texts()]
        for row in rows
    ]


def the_board_shows_it(board: Seat) -> None:
    """Work that went to enterprises of the place, the contractor’s own from elsewhere left out."""
    board.go("/board?place=greater-icknield")
    board.sees("2 supply-chain opportunities")
    body = board.page.inner_text("main")
    assert all(words in body for words in ("£13,000.01", "£6,330.00", "£6,670.01"))
    assert [row[0:4] for row in rows_of(board, "How fast each buyer pays")] == [
        ["Brook Street Building Ltd", "1", "1", "6"], ["Icknield Homes Ltd", "2", "2", "6"],
    ]  # fmt: skip
    board.picture("41-the-board")


def everything_agrees() -> None:
    """Every invoice is paid on the sixth day; the members’ sums are their shares, to the penny."""
    db.session.rollback()
    invoices = db.session.scalars(select(Invoice).order_by(Invoice.net)).all()
    assert [row.net for row in invoices] == [
        Money(3_000_00), Money(3_330_00), Money(6_670_01), Money(352_000_00),
    ]  # fmt: skip
    assert [(row.paid_on - london_day(row.received_at)).days for row in invoices] == [6, 6, 6, 6]
    report = verified(lambda *_: None)
    assert report.checked
    assert not report.disagreements
