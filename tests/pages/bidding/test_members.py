"""The word of one member: accepting, declining and leaving."""

from flask import Flask

from marketplace.bidding.models.consortia import Consortium
from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from tests.bid_rows import made_consortium, membership
from tests.cast import Cast, Make, client_of
from tests.pages.bidding.test_bids import send


def test_leaving_says_what_happens_to_a_submitted_bid(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"})
    bid_id = bid.id
    row = membership(db.session.get_one(Consortium, bid.consortium_id), cast.gardens)
    member, path = client_of(app, cast.gardener), f"/members/{row.id}/decline"
    assert "it is withdrawn at once" in member.get(path).text
    assert send(member, path).location == "/my"
    assert "Withdrawn" in client_of(app, cast.baker).get(f"/bids/{bid_id}").text


def test_a_member_accepts_only_the_agreement_that_stands(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    home, seen = f"/consortia/{consortium.id}", consortium.revision
    path = f"/members/{membership(consortium, cast.gardens).id}/accept"
    member = client_of(app, cast.gardener)
    refused = member.post(path, data={"seen": str(seen - 1)})
    assert refused.status_code == 422
    assert "Read it again before you accept it." in refused.text
    assert "40% of the price" in refused.text
    shown = member.post(path, data={"seen": str(seen)}, follow_redirects=True)
    assert shown.request.path == home
    assert "You have accepted your part" in shown.text


def test_the_word_of_a_member_is_nobody_else_s_to_give(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    member_id = membership(consortium, cast.gardens).id
    for person in (cast.baker, cast.cleaner, cast.buyer, cast.broker, cast.stranger):
        browser = client_of(app, person)
        assert browser.get(f"/members/{member_id}/decline").status_code == 404
        assert browser.post(f"/members/{member_id}/accept").status_code == 404
