"""A host says for which group it bids; it is sealed with the bid, and the contract takes it over."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import contracts
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.engine import clock, db
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.verification import bids as verified
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from procurement.organisations.hosting import HostingState
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import hosted, made_group
from tests.letters import letters
from tests.pages.bidding.test_bids import send
from tests.pages.organisations.test_organisations import words_of

MADE_FOR = "For Towpath Gardeners, hosted by Harbour Bakery CIC"


@pytest.fixture
def group(cast: Cast, make: Make) -> Organisation:
    """A group that the bakery hosts."""
    row, _ = made_group(make)
    hosted(cast, row)
    return row


def test_it_is_sealed_with_the_bid_and_read_by_the_buyer_once_it_is_opened(
    app: Flask, cast: Cast, make: Make, tender: Tender, group: Organisation
) -> None:
    bid, browser, buyer = make.bid(tender, cast.bakery), client_of(app, cast.baker), cast.buyer
    path, tender_id, group_id = f"/bids/{bid.id}", tender.id, group.id
    assert "For whom you bid" in browser.get(path).text
    assert send(browser, f"{path}/group", for_group=str(group_id)).status_code == 302
    assert "differs from version 1" in browser.get(path).text
    assert MADE_FOR in words_of(browser.get(f"{path}/submit").text)
    receipt = send(browser, f"{path}/submit").location
    assert MADE_FOR in words_of(browser.get(receipt).text)
    assert "differs from version" not in browser.get(path).text
    assert send(browser, f"{path}/group", for_group="none").status_code == 302
    assert db.session.query(Bid.for_group_id).one() == (None,)
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(buyer, tender_id)
    assert db.session.query(Bid.for_group_id).one() == (group_id,)
    assert MADE_FOR in words_of(client_of(app, buyer).get(f"/evaluations/{tender_id}").text)
    assert all(row.agrees for row in verified.contents())
    with db.transaction():
        db.session.execute(update(Bid).values(for_group_id=None))
    assert not all(row.agrees for row in verified.contents())


def test_nobody_bids_for_a_group_that_is_hosted_no_more(
    app: Flask, cast: Cast, make: Make, tender: Tender, group: Organisation
) -> None:
    bid, browser = make.bid(tender, cast.bakery, submitted=False), client_of(app, cast.baker)
    path = f"/bids/{bid.id}"
    unsaid = send(browser, f"{path}/group")
    assert unsaid.status_code == 422
    assert "Choose for whom you bid." in unsaid.text
    send(browser, f"{path}/group", for_group=str(group.id))
    with db.transaction():
        db.session.execute(update(Hosting).values(state=HostingState.ENDED))
    refused = browser.post(f"{path}/submit")
    assert "Your organisation does not host this group, or not any more." in refused.text
    assert f'href="{path}/group"' in refused.text
    assert send(browser, f"{path}/group", for_group=str(group.id)).status_code == 422
    assert send(browser, f"{path}/group", for_group="none").status_code == 302
    assert browser.post(f"{path}/submit").status_code == 302


def test_who_hosts_nobody_is_not_asked(app: Flask, cast: Cast, make: Make, tender: Tender) -> None:
    bid = make.bid(tender, cast.gardens, submitted=False)
    assert "For whom you bid" not in client_of(app, cast.gardener).get(f"/bids/{bid.id}").text


def test_several_bid_for_no_group(
    app: Flask, cast: Cast, make: Make, tender: Tender, group: Organisation
) -> None:
    shares = {cast.bakery: "60", cast.gardens: "40"}
    bid = make.joint_bid(tender, shares, submitted=False)
    answer = send(client_of(app, cast.baker), f"/bids/{bid.id}/group", for_group=str(group.id))
    assert answer.status_code == 422
    assert "A host stands in for a group alone." in answer.text


def test_the_contract_of_the_award_names_the_group_until_its_supplier_says_otherwise(
    app: Flask, cast: Cast, make: Make, group: Organisation
) -> None:
    tender_id, award_id = award_in_standstill(make, cast)
    with db.transaction():
        of = Bid.organisation_id == cast.bakery.id
        db.session.execute(update(Bid).where(of).values(for_group_id=group.id))
    page = words_of(client_of(app, cast.buyer).get(f"/tenders/{tender_id}/awards").text)
    assert "Harbour Bakery CIC , for Towpath Gardeners, which it hosts" in page
    end = date(2027, 12, 31)
    contract = contracts.prepare_contract(
        cast.buyer, tender_id, award_id=award_id, starts_on=date(2027, 1, 4), ends_on=end,
        order_number="", terms="Ours.", precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All", end, Money(200_000_00))],
    )  # fmt: skip
    assert contract.for_group_id == group.id
    assert "contract_for_group" in {row.template for row in letters()}
    path = f"/contracts/{contract.id}"
    browser = client_of(app, cast.baker)
    assert "as the host of Towpath Gardeners" in browser.get(path).text
    assert browser.post(f"{path}/group", data={"group_id": "none"}).status_code == 302
    assert "as the host of" not in browser.get(path).text
