"""The word of one member: accepting, declining and leaving."""

from datetime import timedelta

from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember
from marketplace.bidding.queries.bid_assurances import assurances_of_text
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.conflict import Interest
from tests.bid_rows import made_consortium, membership, save_all, whole_draft
from tests.cast import Cast, Make, client_of
from tests.pages.bidding.test_bids import send

DECLARING = {"is_independent": "y", "has_conflict": "no", "takes_terms": "y"}


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
    assert f'href="{path}"' in member.get(home).text
    refused = member.post(path, data={"seen": str(seen - 1), **DECLARING})
    assert refused.status_code == 422
    assert "Read it again before you accept it." in refused.text
    assert "40% of the price" in refused.text
    shown = member.post(path, data={"seen": str(seen), **DECLARING}, follow_redirects=True)
    assert shown.request.path == home
    assert "You have accepted your part" in shown.text


def test_a_member_declares_for_itself_and_the_bid_and_the_record_hold_it(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    bid, consortium = made_consortium(
        tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False
    )
    save_all(cast.baker, bid, whole_draft(tender))
    home, seen = f"/consortia/{consortium.id}", str(consortium.revision)
    bid_id, tender_id, gardens = bid.id, tender.id, cast.gardens.id
    path = f"/members/{membership(consortium, cast.gardens).id}/accept"
    member, lead = client_of(app, cast.gardener), client_of(app, cast.baker)
    assert "Answer the invitation to the consortium" in member.get("/my").text
    nothing = member.post(path, data={"seen": seen, "conflict": "A cousin."})
    assert nothing.status_code == 422
    for sentence in (
        "Confirm that this bid was made independently.",
        "Say whether there is a conflict of interest.",
        "Confirm that you accept the terms of the contract.",
        "A cousin.",
    ):
        assert sentence in nothing.text
    unsaid = member.post(path, data={"seen": seen, **DECLARING, "has_conflict": "yes"})
    assert "Say what the conflict of interest is." in unsaid.text
    assert "Asked" in lead.get(home).text
    assert "Not every member has agreed" in lead.get(f"/bids/{bid_id}/submit").text
    told = DECLARING | {"has_conflict": "yes", "conflict": "A cousin of ours works for you."}
    assert member.post(path, data={"seen": seen, **told}).status_code == 302
    assert "Answer the invitation" not in member.get("/my").text
    assert "Accepted and declared" in lead.get(home).text
    receipt = lead.post(f"/bids/{bid_id}/submit", follow_redirects=True)
    assert "Declared by Canal Gardens Society" in receipt.text
    assert "A cousin of ours works for you." in receipt.text
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    declare_conflict(cast.buyer, tender_id, interest=Interest.NONE, about="")
    read = client_of(app, cast.buyer).get(f"/evaluations/{tender_id}/bids/{bid_id}/conditions")
    assert "A cousin of ours works for you." in read.text
    kept = assurances_of_text(db.session.get_one(Bid, bid_id).assurances)
    assert kept
    assert kept.members[gardens].conflict == "A cousin of ours works for you."


def test_who_accepted_before_members_declared_is_asked_to_declare(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    bid, consortium = made_consortium(
        tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=True
    )
    member_id, seen = membership(consortium, cast.gardens).id, str(consortium.revision)
    with db.transaction():
        db.session.get_one(ConsortiumMember, member_id).declared = None
    member, path = client_of(app, cast.gardener), f"/members/{member_id}/accept"
    assert "Answer the invitation to the consortium" in member.get("/my").text
    assert "Not every member has agreed" in client_of(app, cast.baker).get(
        f"/bids/{bid.id}/submit"
    ).text  # fmt: skip
    assert member.post(path, data={"seen": seen, **DECLARING}).status_code == 302
    assert "Answer the invitation" not in member.get("/my").text


def test_the_word_of_a_member_is_nobody_else_s_to_give(
    app: Flask, cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, {cast.bakery: "60", cast.gardens: "40"}, accepted=False)
    member_id = membership(consortium, cast.gardens).id
    for person in (cast.baker, cast.cleaner, cast.buyer, cast.broker, cast.stranger):
        browser = client_of(app, person)
        assert browser.get(f"/members/{member_id}/decline").status_code == 404
        assert browser.post(f"/members/{member_id}/accept").status_code == 404
