"""The pages of consortia, as the lead, a member and everyone else see them."""

from flask import Flask

from marketplace.bidding.models.consortia import Consortium
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender
from procurement.organisations.organisation import Kind
from tests.bid_rows import made_consortium, membership, save_all, whole_draft
from tests.cast import Cast, Make, client_of
from tests.pages.bidding.test_bids import send
from tests.pages.bidding.test_members import DECLARING


def test_a_consortium_is_formed_agreed_accepted_and_submits(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    sent_on = send(lead, f"/tenders/{tender.id}/begin-bid", how="together")
    formed = send(
        lead,
        sent_on.location,
        organisation_id=str(cast.bakery.id),
        name="Wards Fed Well",
        why_together="Neither of us has kitchen and garden.",
    )
    home = formed.location
    assert "You are the only member" in lead.get(home).text
    searched = lead.get(f"{home}/invite?q=canal").text
    assert "Ask Canal Gardens Society" in searched
    asked = send(lead, f"{home}/invite?q=canal", organisation_id=str(cast.gardens.id))
    assert asked.location == home
    assert "has not finished saying" in member.get(home).text
    agreed = send(
        lead,
        f"{home}/agree",
        **{
            f"work-{cast.bakery.id}": "Cook",
            f"share-{cast.bakery.id}": "66.6667",
            f"work-{cast.gardens.id}": "Grow",
            f"share-{cast.gardens.id}": "33.3333",
        },
    )
    assert agreed.location == home
    offered = member.get(home).text
    assert "33.3333% of the price" in offered
    row = membership(db.session.query(Consortium).one(), cast.gardens)
    path = f"/members/{row.id}/accept"
    assert f'href="{path}"' in offered
    seen = str(db.session.query(Consortium).one().revision)
    assert member.post(path, data={"seen": seen, **DECLARING}).location == home
    assert "You have accepted your part" in member.get(home).text


def test_who_only_buys_here_is_told_that_it_cannot_lead_and_sees_no_form(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    browser = client_of(app, make.member(developer, Role.OWNER))
    assert "Begin a bid" not in browser.get(f"/tenders/{tender.id}").text
    for verb in ("begin-bid", "form-consortium"):
        said = browser.get(f"/tenders/{tender.id}/{verb}").text
        assert "One that only buys here cannot bid" in said
        assert 'name="organisation_id"' not in said
        assert "Dairy Homes Ltd" not in said.partition("<main")[2]
    assert (
        "The lead is"
        in client_of(app, cast.baker).get(f"/tenders/{tender.id}/form-consortium").text
    )


def test_shares_that_are_not_a_hundred_are_refused_with_what_was_typed(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    answer = send(
        client_of(app, cast.baker),
        f"/consortia/{consortium.id}/agree",
        **{
            f"work-{cast.bakery.id}": "Cook every morning",
            f"share-{cast.bakery.id}": "60",
            f"work-{cast.gardens.id}": "Grow",
            f"share-{cast.gardens.id}": "39.9",
        },
    )
    assert answer.status_code == 422
    assert "add up to 99.9%, which is 0.1% less" in answer.text
    assert "Cook every morning" in answer.text


def test_a_member_sees_its_money_once_the_bid_is_submitted(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(
        tender, {cast.bakery: "60", cast.gardens: "40"}, prices=1_000_01, submitted=False
    )
    home, bid_id = f"/consortia/{bid.consortium_id}", bid.id
    member, lead = client_of(app, cast.gardener), client_of(app, cast.baker)
    assert "£400.00" not in member.get(home).text
    assert member.get(f"/bids/{bid_id}").status_code == 404
    assert "£600.01" in lead.get(home).text
    send(lead, f"/bids/{bid_id}/submit")
    assert "£400.00" in member.get(home).text
    shown = member.get(f"/bids/{bid_id}").text
    assert "Only the lead can change it" in shown
    assert "£1,000.01" in member.get(f"/bids/{bid_id}/versions/1").text
    assert member.get(f"/bids/{bid_id}/prices").status_code == 404


def test_the_lead_removes_a_member_or_bids_alone(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid, consortium = made_consortium(
        tender, {cast.bakery: "50", cast.gardens: "30", cast.cleaners: "20"}, accepted=True
    )
    save_all(cast.baker, bid, whole_draft(tender))
    lead, home, bid_id = client_of(app, cast.baker), f"/consortia/{consortium.id}", bid.id
    send(lead, f"{home}/remove/{cast.cleaners.id}")
    assert "Bright Cleaners" not in lead.get(home).text.split("Who does what")[1]
    sent = send(lead, f"/bids/{bid_id}/submit")
    assert sent.status_code == 422
    assert "add up to 80" in sent.text
    assert send(lead, f"{home}/disband").location == f"/bids/{bid_id}"
    assert "This consortium has ended" in lead.get(home).text
    assert send(lead, f"/bids/{bid_id}/submit").status_code == 302


def test_for_those_outside_a_consortium_is_not_there_and_members_do_not_lead_it(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    home = f"/consortia/{consortium.id}"
    row_id = membership(consortium, cast.gardens).id
    outside = [cast.buyer, cast.broker, cast.board_member, cast.cleaner, cast.stranger]
    for other in outside:
        browser = client_of(app, other)
        paths = [home, f"{home}/invite", f"{home}/agree", f"/members/{row_id}/decline"]
        assert {browser.get(path).status_code for path in paths} == {404}
    member = client_of(app, cast.gardener)
    assert member.get(home).status_code == 200
    leading = [f"{home}/invite", f"{home}/agree", f"{home}/disband"]
    assert {member.get(path).status_code for path in leading} == {403}
