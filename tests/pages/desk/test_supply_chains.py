"""What is below a contract, tier by tier: what is proved of it, and who sees it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import LabourReturn, PassDown
from marketplace.desk.queries.supply_chain_rows import MOST_BELOW
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.packages.actions import links
from marketplace.packages.models.packages import Package
from marketplace.payments.actions.credit_notes import credit_invoice
from marketplace.payments.models.invoices import Invoice
from procurement.contracts.labour_return import ReturnState
from procurement.contracts.pass_down import PassDownState
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.packages.package import Audience, PackageState, Way
from tests.buttons import chooses
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development
from tests.package_rows import TYPED, made
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent


@dataclass
class Site:
    """A developer's contract with a contractor, and two tiers below it."""

    buyer: Actor
    contractor: Actor
    contract: UUID
    below: UUID
    """The contractor's contract with the bakery."""
    further: UUID
    """The bakery's contract with the gardens."""
    builders: UUID

    @property
    def page(self) -> str:
        return f"/contracts/{self.contract}"


def kept(*rows: Any) -> None:
    with db.transaction():
        db.session.add_all(rows)
    db.session.remove()


def package(poster: Organisation, parent: Contract, title: str, **told: Any) -> Package:
    return Package(
        poster_id=poster.id,  title=title, about="Work.",
        theme=Theme.BUILT_ENVIRONMENT, postcode="B18 4DF", starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=90), budget=Money(9_000_00),
        audience=Audience.INVITED, way=Way.OPEN, retention=Decimal(0), terms="Ours.",
        posted_at=clock.now(), posted_by=UUID(int=1),
        **{"payment_days": 7, "parent_contract_id": parent.id, **told},
    )  # fmt: skip


def agreed(contract_id: UUID, **asked: Any) -> None:
    kept(
        PassDown(
            contract_id=contract_id, state=PassDownState.AGREED, for_buyer=True,
            proposed_at=clock.now(), proposed_by=UUID(int=1), **asked,
        )
    )  # fmt: skip


@pytest.fixture
def site(make: Make, cast: Cast) -> Site:
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd", "B18 4DF")
    builders = make.organisation(Kind.OTHER_SUPPLIER, "Brick and Sons Ltd", "B18 4DF")
    buyer = make.member(developer, Role.OWNER, name="Dee Developer")
    contractor = make.member(builders, Role.OWNER, name="Bob Builder")
    contract = make.contract(
        developer, builders, "1000.00", milestones=["400.00", "600.00"], regime="private"
    )
    below = make.contract(builders, cast.bakery, "200.00", regime="private")
    further = make.contract(cast.bakery, cast.gardens, "100.00", payment_days=30, regime="private")
    in_hand = {"state": PackageState.CONTRACTED}
    kept(
        package(builders, contract, "Canteen", contract_id=below.id, **in_hand),
        package(builders, contract, "Fences"),
        package(cast.bakery, below, "Herbs", contract_id=further.id, payment_days=30, **in_hand),
    )
    return Site(buyer, contractor, contract.id, below.id, further.id, builders.id)


def test_the_buyer_sees_what_is_below_once_a_pass_down_is_agreed_and_the_contractor_before(
    app: Flask, site: Site
) -> None:
    buyer, contractor = client_of(app, site.buyer), client_of(app, site.contractor)
    shown = words_of(contractor.get(f"{site.page}/below").text)
    assert "Supply-chain opportunities 1 supply-chain opportunity of 2 packages" in shown
    assert "Canteen Brick and Sons Ltd Harbour Bakery CIC Social enterprise 7 days" in shown
    assert "by the contractor alone" in shown
    assert "Herbs" not in shown
    assert buyer.get(f"{site.page}/below").status_code == 404
    assert "Below this contract" not in buyer.get(site.page).text
    agreed(site.contract, payment_days=7)
    assert "Below this contract" in buyer.get(site.page).text
    shown = words_of(buyer.get(f"{site.page}/below").text)
    assert "and by the buyer of this contract" in shown
    assert "Fences Brick and Sons Ltd Not given yet" in shown
    assert "Tier 2" not in shown


def test_a_tier_further_down_is_shown_where_it_is_passed_on_and_names_what_is_slower(
    app: Flask, site: Site
) -> None:
    agreed(site.contract, payment_days=7)
    agreed(site.below, payment_days=14)
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Herbs Harbour Bakery CIC Canal Gardens Society Social enterprise 30 days" in shown
    assert "Longer than the 7 asked" in shown
    assert (
        "Slower than the contract above them: Canal Gardens Society, paid within 30 days (an "
        "invoice received on 23 November 2026 is due on 23 December 2026)."
    ) in shown
    own = words_of(client_of(app, site.contractor).get(f"/contracts/{site.below}/below").text)
    assert "Longer than the 14 asked" in own


def test_what_is_paid_below_is_counted_once_and_set_against_the_share(
    app: Flask, site: Site
) -> None:
    agreed(site.contract, payment_days=6, social_share=Decimal(25))
    agreed(site.below, payment_days=7)
    for key, reference, days in ((site.below, "B1", 6), (site.further, "B2", 7)):
        rows = sent(db.session.get_one(Contract, key))
        with db.transaction():
            invoice = db.session.get_one(Invoice, rows[0].id)
            invoice.received_at -= timedelta(days=days)
        paid(rows, reference=reference)
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Paid in time below 1 of 2 within 6 days, as this contract asks; 0 not paid yet" in shown
    assert "Canteen 1 17 November 2026 30 November 2026 23 November 2026, on day 6" in shown
    spent = shown.partition("Without VAT, as of the day of each payment.")[2]
    assert "Harbour Bakery CIC Canteen 23 November 2026 £200.00" in spent
    assert "Canal Gardens Society Herbs 23 November 2026" not in spent
    assert "£200.00 asked: 25% of this contract, £250.00; £250.00 by now" in shown


def revoked(organisation: Organisation) -> None:
    """It is verified no longer from tomorrow on, which is the day now."""
    clock.set_to(clock.now() + timedelta(days=1))
    with db.transaction():
        db.session.execute(
            update(Verification)
            .where(Verification.organisation_id == organisation.id)
            .values(revoked_at=clock.now())
        )
    db.session.remove()


def test_who_was_verified_when_it_was_paid_is_counted_as_it_was_then(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, social_share=Decimal(25))
    agreed(site.below, payment_days=30)
    paid(sent(db.session.get_one(Contract, site.below)), reference="B1")
    paid(sent(db.session.get_one(Contract, site.further)), reference="B2")
    revoked(cast.bakery)
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Paid to verified social enterprises £200.00 asked" in shown
    assert "Together £200.00" in shown


def test_what_is_passed_on_by_who_was_not_verified_is_counted_below(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, social_share=Decimal(25))
    agreed(site.below, payment_days=30)
    revoked(cast.bakery)
    paid(sent(db.session.get_one(Contract, site.below)), reference="B1")
    paid(sent(db.session.get_one(Contract, site.further)), reference="B2")
    with db.transaction():
        row = db.session.scalars(
            select(Verification).where(Verification.organisation_id == cast.bakery.id)
        ).one()
        row.revoked_at = None
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Paid to verified social enterprises £100.00 asked" in shown
    assert "Canal Gardens Society Herbs 24 November 2026 £100.00" in shown


def test_what_came_below_before_the_one_above_was_paid_is_counted_until_more_comes_to_that_one(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, social_share=Decimal(25))
    agreed(site.below, payment_days=30)
    paid(sent(db.session.get_one(Contract, site.further)), reference="B2")
    above, buyer = sent(db.session.get_one(Contract, site.below)), client_of(app, site.buyer)
    for part, reference, counted in (("60", "B3", "£100.00"), ("120", "B4", "£180.00")):
        paid(above, reference=reference, parts=[part])
        shown = words_of(buyer.get(f"{site.page}/below").text)
        assert f"Paid to verified social enterprises {counted} asked" in shown


def test_an_invoice_that_is_late_and_not_paid_is_not_left_out_of_what_is_paid_in_time(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, payment_days=7)
    agreed(site.below, payment_days=7)
    sent(db.session.get_one(Contract, site.below))
    paid(sent(db.session.get_one(Contract, site.further)), reference="B1")
    buyer = client_of(app, site.buyer)
    shown = words_of(buyer.get(f"{site.page}/below").text)
    assert "1 of 1 within 7 days, as this contract asks; 1 not paid yet" in shown
    clock.set_to(clock.now() + timedelta(days=30))
    shown = words_of(buyer.get(f"{site.page}/below").text)
    assert "1 of 2 within 7 days, as this contract asks; 1 not paid yet, 1 of them late" in shown


def test_an_invoice_that_was_taken_back_is_neither_late_nor_waits(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, payment_days=7)
    (invoice,) = sent(db.session.get_one(Contract, site.below))
    credit_invoice(cast.baker, invoice.id, reason="Wrong contract.")
    clock.set_to(clock.now() + timedelta(days=30))
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Late" not in shown
    assert "0 not paid yet" in shown
    assert "Nobody below this contract has sent an invoice yet." in shown


def test_of_many_packages_a_page_is_read_and_the_rest_stands_on_further_ones(
    app: Flask, site: Site
) -> None:
    contract = db.session.get_one(Contract, site.contract)
    builders = db.session.get_one(Organisation, site.builders)
    kept(*(package(builders, contract, f"Lift {number:02}") for number in range(60)))
    contractor = client_of(app, site.contractor)
    assert (
        "1 supply-chain opportunity of 50 packages posted below this contract, as far as they are"
        in words_of(contractor.get(site.page).text)
    )
    address, titles = f"{site.page}/below", []
    for _ in "12":
        page = contractor.get(address).text
        titles += re.findall(r"(Canteen|Fences|Lift \d\d)</a></th>", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert not address
    assert sorted(titles) == ["Canteen", "Fences", *(f"Lift {number:02}" for number in range(60))]
    assert "of 2 packages posted below" not in words_of(page)


def test_what_is_very_far_down_is_left_to_the_contracts_above_it(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.below, payment_days=30)
    below = db.session.get_one(Contract, site.below)
    kept(*(package(cast.bakery, below, f"Oven {number}") for number in range(MOST_BELOW)))
    shown = words_of(client_of(app, site.contractor).get(f"{site.page}/below").text)
    assert "The first 200 packages are read, the highest tier first." in shown
    assert shown.count("Oven") == MOST_BELOW - 3


def test_hours_of_every_tier_stand_together_and_open_for_those_who_see_them(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, labour_share=Decimal(10))
    month, told = date(2026, 10, 1), {"evidence": "Payroll.", "number": 1}
    by = {"returned_at": clock.now(), "returned_by": UUID(int=1), "month": month}
    kept(
        LabourReturn(contract_id=site.contract, hours=300, furthest=10, **told, **by),
        LabourReturn(
            contract_id=site.below, hours=100, furthest=25, state=ReturnState.CONFIRMED, **told,
            **by,
        ),
    )  # fmt: skip
    shown = client_of(app, site.buyer).get(f"{site.page}/below").text
    assert "25 hours confirmed, 10 more returned; asked: 10% of 400 hours, 40" in words_of(shown)
    assert f"/contracts/{site.contract}/hours" in shown
    assert f"/contracts/{site.below}/hours" not in shown
    own = client_of(app, site.contractor).get(f"{site.page}/below").text
    assert f"/contracts/{site.below}/hours" in own


def test_those_below_see_nothing_above_and_others_nothing_at_all(
    app: Flask, cast: Cast, make: Make, site: Site
) -> None:
    agreed(site.contract, payment_days=7)
    agreed(site.below, payment_days=7)
    rival = make.member(make.organisation(Kind.OTHER_SUPPLIER, "Rival Builders"), Role.OWNER)
    another = make.member(make.organisation(Kind.PRIVATE_DEVELOPER, "Other Homes"), Role.OWNER)
    everybody = (cast.baker, cast.gardener, cast.buyer, rival, another, cast.broker, cast.stranger)
    for person in everybody:
        assert client_of(app, person).get(f"{site.page}/below").status_code == 404
    assert client_of(app, site.buyer).get(f"/contracts/{site.below}/below").status_code == 404
    assert client_of(app, cast.gardener).get(f"/contracts/{site.below}/below").status_code == 404
    baker = words_of(client_of(app, cast.baker).get(f"/contracts/{site.below}/below").text)
    assert "Herbs" in baker
    assert "Fences" not in baker


def test_a_member_of_a_consortium_sees_what_it_has_posted_itself(
    app: Flask, cast: Cast, make: Make
) -> None:
    joint = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "100.00")
    kept(
        package(cast.bakery, joint, "Ovens"),
        package(cast.gardens, joint, "Beds"),
    )
    path = f"/contracts/{joint.id}/below"
    gardener = words_of(client_of(app, cast.gardener).get(path).text)
    assert "The packages of your own organisation under this contract." in gardener
    assert "Beds" in gardener
    assert "Ovens" not in gardener
    baker = words_of(client_of(app, cast.baker).get(path).text)
    assert "Ovens" in baker
    assert "Beds" in baker


def test_whoever_prices_a_package_reads_what_comes_with_it_from_above(
    app: Flask, cast: Cast, site: Site, make: Make
) -> None:
    agreed(site.contract, payment_days=10, social_share=Decimal(5), labour_share=Decimal("12.5"))
    above = db.session.get_one(Contract, site.contract)
    posted = package(db.session.get_one(Organisation, site.builders), above, "Hedges")
    posted.audience = Audience.EVERYONE
    kept(posted)
    home = f"/packages/{posted.id}"
    baker = client_of(app, cast.baker)
    asked = [
        "is paid within 10 days of the day their invoice is received",
        "5% of the value of the contract, without VAT",
        "12.5% of all hours",
    ]
    for page in (client_of(app, None).get(home), baker.get(f"{home}/offer")):
        assert [sentence in words_of(page.text) for sentence in asked] == [True] * 3
    path = made(baker, home, cast.bakery)
    contractor, choose = client_of(app, site.contractor), f"{home}/choose/{path[8:]}"
    assert chooses(contractor, choose, {"reason": "Near."}).status_code == 302
    letter = words_of(baker.get(f"{home}/letter").text)
    assert [sentence in letter for sentence in asked] == [True, False, True]


def test_a_package_below_a_contract_takes_the_development_that_the_contract_is_shown_with(
    app: Flask, site: Site
) -> None:
    owner = db.session.get_one(Contract, site.contract).buyer_id
    development = made_development(
        db.session.get_one(Organisation, owner), contractor_id=site.builders
    )
    form = f"/organisations/{site.builders}/packages/new?contract={site.contract}"
    chosen = f'<option value="{development.id}" selected>'
    assert chosen not in client_of(app, site.contractor).get(form).text
    links.add_link(site.buyer, development.id, contract_id=site.contract)
    assert chosen in client_of(app, site.contractor).get(form).text


def test_a_package_with_a_longer_term_than_is_passed_on_is_refused_at_its_field(
    app: Flask, cast: Cast, site: Site
) -> None:
    agreed(site.contract, payment_days=10)
    typed = {**TYPED, "payment_days": "11", "payment_reason": "Our own buyer pays late."}
    contractor = client_of(app, site.contractor)
    path = f"/organisations/{site.builders}/packages/new"
    answer = contractor.post(path, data={**typed, "parent_contract_id": str(site.contract)})
    assert answer.status_code == 422
    assert 'href="#payment_days">The contract above asks that everybody below it' in answer.text
    assert "Our own buyer pays late." in answer.text
    in_time = {**typed, "payment_days": "10", "parent_contract_id": str(site.contract)}
    assert contractor.post(path, data=in_time).status_code == 302
    further = {**typed, "parent_contract_id": str(site.below)}
    refused = client_of(app, cast.baker).post(
        f"/organisations/{cast.bakery.id}/packages/new", data=further
    )
    assert "is paid within 10 days. Give 10 days or fewer" in refused.text


def test_a_group_is_named_with_its_host_and_what_it_is_paid_counts_once(
    app: Flask, make: Make, cast: Cast, site: Site
) -> None:
    group = make.organisation(Kind.COMMUNITY_BUSINESS, "Lunch Club")
    agreed(site.contract, social_share=Decimal(25))
    with db.transaction():
        db.session.get_one(Contract, site.below).for_group_id = group.id
    paid(sent(db.session.get_one(Contract, site.below)), reference="B1")
    shown = words_of(client_of(app, site.buyer).get(f"{site.page}/below").text)
    assert "Harbour Bakery CIC Social enterprise as the host of Lunch Club 7 days" in shown
    assert "Harbour Bakery CIC for Lunch Club Canteen 23 November 2026 £200.00" in shown
    assert "Together £200.00" in shown
    assert "Paid to verified social enterprises £200.00" in shown
