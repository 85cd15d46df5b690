"""A bidder says who meets each condition and gives its assurances: sealed, opened, verified."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.models.bids import Bid, BidCondition
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Condition, Tender
from marketplace.verification import bids as verified
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from tests.bid_rows import assured, writer_of
from tests.cast import Cast, Make, client_of
from tests.pages.bidding.test_bids import send
from tests.tender_rows import with_conditions


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council, lots=1, estimate=Money(26_000_000))


@pytest.fixture
def condition(tender: Tender) -> Condition:
    [row] = with_conditions(tender, "Has cooked for 50 people a day.")
    return row


def test_nothing_comes_answered_and_a_bid_without_them_is_refused_at_each_part(
    app: Flask, cast: Cast, make: Make, tender: Tender, condition: Condition
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    with db.transaction():
        db.session.get_one(Bid, bid.id).draft = None
    browser, path = client_of(app, cast.baker), f"/bids/{bid.id}"
    assert " checked" not in browser.get(f"{path}/assurances").text
    assert "<option selected" not in browser.get(f"{path}/conditions").text
    assert send(browser, f"{path}/assurances", has_conflict="yes").status_code == 302
    refused = browser.post(f"{path}/submit")
    assert refused.status_code == 422
    assert (
        f'href="{path}/conditions#conditions-{condition.id}">Say who meets condition 1.'
        in refused.text
    )
    for field, sentence in {
        "is_independent": "Confirm that this bid was made independently.",
        "conflict": "Say what the conflict of interest is.",
        f"exclusion-{cast.bakery.id}": f"Say whether a ground of exclusion applies to "
        f"{cast.bakery.name}.",
    }.items():
        assert f'href="{path}/assurances#{field}">{sentence}' in refused.text
    kept = browser.get(f"{path}/assurances").text
    assert 'value="yes" checked' in kept


def test_what_is_said_is_sealed_and_compared_by_verify(
    app: Flask, cast: Cast, make: Make, tender: Tender, condition: Condition
) -> None:
    bid = make.bid(tender, cast.bakery, submitted=False)
    browser, path = client_of(app, cast.baker), f"/bids/{bid.id}"
    said = {
        f"conditions-{condition.id}": "outside",
        f"relied_on-{condition.id}": "The head cook of Other Kitchens Ltd",
        f"how-{condition.id}": "She cooked for 80 people a day in 2025.",
    }
    assert send(browser, f"{path}/conditions", **said).status_code == 302
    checked = browser.get(f"{path}/submit").text
    assert "Met through The head cook of Other Kitchens Ltd" in checked
    assert "No ground of exclusion applies" in checked
    assert send(browser, f"{path}/submit").status_code == 302
    tender_id = tender.id
    assert db.session.query(BidCondition).count() == 0
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    assert all(row.agrees for row in verified.contents())
    with db.transaction():
        db.session.execute(update(BidCondition).values(relied_on="Somebody else"))
    assert not all(row.agrees for row in verified.contents())


def test_the_lead_speaks_for_every_member_and_the_page_says_so(
    app: Flask, cast: Cast, make: Make, tender: Tender, condition: Condition
) -> None:
    bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"}, submitted=False)
    browser, path = client_of(app, writer_of(cast.bakery)), f"/bids/{bid.id}"
    form = browser.get(f"{path}/assurances").text
    assert f"Which ground of exclusion applies to {cast.gardens.name}?" in form
    assert cast.gardens.name in browser.get(f"{path}/conditions").text
    assert (
        f"the word of {cast.bakery.name}, the lead, for all members"
        in browser.get(f"{path}/submit").text
    )
    assert set(assured(bid)["assurances"].exclusions) == {cast.bakery.id, cast.gardens.id}


def test_a_private_buyers_bidders_read_nothing_of_the_act(
    app: Flask, cast: Cast, make: Make
) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes")
    bid = make.bid(make.tender(homes, lots=1), cast.bakery, submitted=False)
    browser = client_of(app, cast.baker)
    for part in ("assurances", "conditions"):
        page = browser.get(f"/bids/{bid.id}/{part}").text
        assert "Procurement Act" not in page
        assert "xclusion" not in page
