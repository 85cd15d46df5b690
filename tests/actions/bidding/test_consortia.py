"""Consortia: formed, agreed to the last per cent, accepted by every member, left in time."""

from decimal import Decimal

import pytest
from sqlalchemy import select, text

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import bids, consortia, members
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.bids import Bid, BidPrice, bids_visible_to
from marketplace.bidding.models.consortia import (
    Consortium,
    ConsortiumMember,
    MemberState,
    consortia_visible_to,
)
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bids import versions_of, which
from marketplace.bidding.queries.consortia import enterprises_named
from marketplace.engine import clock, db, jobs
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.bid import BidState
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from tests.bid_rows import DECLARED, made_consortium, membership, save_all, whole_draft
from tests.cast import Cast, Make

THREE = "50", "30", "20"


@pytest.fixture
def tender(cast: Cast, make: Make) -> Tender:
    return make.tender(cast.council)


def shares(cast: Cast, *of: str) -> dict:
    return dict(zip((cast.bakery, cast.gardens, cast.cleaners), of, strict=False))


def agree(cast: Cast, consortium: Consortium, *of: str, work: str = "Something") -> None:
    parts = {who.id: MemberWork(work, Decimal(share)) for who, share in shares(cast, *of).items()}
    consortia.agree_member_parts(cast.baker, consortium.id, parts=parts)


def states(consortium: Consortium) -> list[str]:
    return [
        str(state)
        for state in db.session.scalars(
            select(ConsortiumMember.state)
            .where(ConsortiumMember.consortium_id == consortium.id)
            .order_by(ConsortiumMember.id)
        )
    ]


def test_a_bid_begun_alone_becomes_that_of_the_consortium(
    cast: Cast, make: Make, tender: Tender
) -> None:
    alone = make.bid(tender, cast.bakery, submitted=False)
    joint, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    assert joint.id == alone.id
    assert joint.consortium_id == consortium.id


def test_the_lead_submits_only_when_every_member_has_accepted(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    save_all(cast.baker, bid, whole_draft(tender))
    seen = consortium.revision
    members.accept_member_part(
        cast.gardener, membership(consortium, cast.gardens).id, seen=seen, declared=DECLARED
    )
    with pytest.raises(Refusal, match=r"Not every member has agreed to this bid yet.*: Bright"):
        bids.submit_bid(cast.baker, bid.id)
    members.accept_member_part(
        cast.cleaner, membership(consortium, cast.cleaners).id, seen=seen, declared=DECLARED
    )
    assert bids.submit_bid(cast.baker, bid.id).number == 1


def test_who_accepts_its_part_agrees_that_the_lead_sends_its_invoices_until_it_is_changed(
    cast: Cast, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=True)
    agreed = membership(consortium, cast.gardens).invoicing_agreed_at
    assert agreed == clock.now()
    agree(cast, consortium, "40", "40", "20")
    assert membership(consortium, cast.gardens).invoicing_agreed_at is None


def test_shares_add_up_to_exactly_a_hundred(cast: Cast, tender: Tender) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    with pytest.raises(Refusal, match=r"add up to 99.99%, which is 0.01% less"):
        agree(cast, consortium, "50", "30", "19.99")


def test_a_changed_agreement_asks_everyone_again(cast: Cast, tender: Tender) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=True)
    assert states(consortium) == ["accepted", "accepted", "accepted"]
    agree(cast, consortium, "40", "40", "20")
    assert states(consortium) == ["accepted", "invited", "invited"]
    jobs.run_due()
    asked = db.session.scalars(
        select(Message.person_id).where(Message.template == "consortium_to_accept")
    ).all()
    assert sorted(map(str, asked)) == sorted(
        map(str, [cast.gardener.person_id, cast.cleaner.person_id] * 2)
    )


def test_an_agreement_changed_a_moment_ago_is_not_accepted(cast: Cast, tender: Tender) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    seen = consortium.revision
    agree(cast, consortium, "70", "10", "20")
    with pytest.raises(Refusal, match="changed a moment ago"):
        members.accept_member_part(
            cast.gardener, membership(consortium, cast.gardens).id, seen=seen, declared=DECLARED
        )


def test_an_agreement_that_is_not_whole_is_not_accepted(
    cast: Cast, make: Make, tender: Tender
) -> None:
    _, consortium = made_consortium(tender, shares(cast, "60", "40"), accepted=True)
    consortia.invite_member(cast.baker, consortium.id, organisation_id=cast.cleaners.id)
    with pytest.raises(Refusal, match="has not finished saying"):
        members.accept_member_part(
            cast.gardener,
            membership(consortium, cast.gardens).id,
            seen=consortium.revision,
            declared=DECLARED,
        )


def test_each_member_answers_for_itself_alone(cast: Cast, tender: Tender) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    with pytest.raises(NotAllowed):
        members.accept_member_part(
            cast.cleaner,
            membership(consortium, cast.gardens).id,
            seen=consortium.revision,
            declared=DECLARED,
        )
    with pytest.raises(NotAllowed):
        consortia.remove_member(cast.gardener, consortium.id, organisation_id=cast.cleaners.id)


def test_after_a_member_declines_the_shares_are_agreed_anew(cast: Cast, tender: Tender) -> None:
    bid, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    save_all(cast.baker, bid, whole_draft(tender))
    members.decline_member_part(cast.cleaner, membership(consortium, cast.cleaners).id)
    with pytest.raises(Refusal, match="add up to 80"):
        bids.submit_bid(cast.baker, bid.id)
    agree(cast, consortium, "60", "40")
    members.accept_member_part(
        cast.gardener,
        membership(consortium, cast.gardens).id,
        seen=consortium.revision,
        declared=DECLARED,
    )
    assert bids.submit_bid(cast.baker, bid.id).number == 1


def test_a_submitted_bid_falls_when_a_member_it_names_leaves(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, *THREE))
    consortium = db.session.get_one(Consortium, bid.consortium_id)
    members.decline_member_part(cast.gardener, membership(consortium, cast.gardens).id)
    assert bid.state is BidState.WITHDRAWN
    jobs.run_due()
    told = db.session.scalars(
        select(Message.person_id).where(Message.template == "bid_withdrawn")
    ).all()
    assert set(told) == {one.person_id for one in (cast.baker, cast.gardener, cast.cleaner)}


def test_somebody_asked_after_the_submission_who_declines_changes_nothing_in_it(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, "60", "40"))
    consortium = db.session.get_one(Consortium, bid.consortium_id)
    consortia.invite_member(cast.baker, consortium.id, organisation_id=cast.cleaners.id)
    members.decline_member_part(cast.cleaner, membership(consortium, cast.cleaners).id)
    assert bid.state is BidState.SUBMITTED


def test_left_with_nobody_else_the_lead_says_that_it_bids_alone(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, "60", "40"), submitted=False)
    consortium = db.session.get_one(Consortium, bid.consortium_id)
    members.decline_member_part(cast.gardener, membership(consortium, cast.gardens).id)
    with pytest.raises(Refusal, match="at least two members"):
        bids.submit_bid(cast.baker, bid.id)
    consortia.disband_consortium(cast.baker, consortium.id)
    bids.submit_bid(cast.baker, bid.id)
    content = sealed.own_content(which(bid, 1), versions_of(bid)[0].sealed)
    assert [part.name for part in content.parties] == ["Harbour Bakery CIC"]


def test_a_consortium_that_ended_can_be_formed_again(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid, consortium = made_consortium(tender, shares(cast, "60", "40"), accepted=True)
    consortia.disband_consortium(cast.baker, consortium.id)
    again, same = made_consortium(tender, shares(cast, "50", "50"), accepted=True)
    assert (again.id, same.id) == (bid.id, consortium.id)
    assert states(same) == ["accepted", "accepted"]


def test_the_opening_brings_back_the_agreement_that_was_submitted(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, *THREE))
    consortium = db.session.get_one(Consortium, bid.consortium_id)
    agree(cast, consortium, "10", "10", "80", work="Something else")
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)
    rows = [membership(consortium, who) for who in shares(cast, *THREE)]
    assert [row.share for row in rows] == [Decimal(50), Decimal(30), Decimal(20)]
    assert {row.state for row in rows} == {MemberState.ACCEPTED}
    assert rows[0].work == "The work of Harbour Bakery CIC"


def test_vat_of_a_joint_price_is_that_of_the_registered_members_part(
    cast: Cast, make: Make, tender: Tender
) -> None:
    make.joint_bid(tender, shares(cast, *THREE), prices=1_000_00)
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)
    assert {row.vat.pence for row in db.session.scalars(select(BidPrice))} == {40_00}


def test_members_read_the_bid_once_it_is_submitted_and_not_before(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, "60", "40"), submitted=False)

    def readers() -> list[str]:
        people = {"lead": cast.baker, "member": cast.gardener, "other": cast.cleaner}
        return [name for name, one in people.items() if db.session.scalar(bids_visible_to(one))]

    assert readers() == ["lead"]
    bids.submit_bid(cast.baker, bid.id)
    assert readers() == ["lead", "member"]


def test_a_consortium_is_seen_by_its_members_alone(cast: Cast, tender: Tender) -> None:
    made_consortium(tender, shares(cast, "60", "40"), accepted=False)
    people = {
        "lead": cast.baker,
        "member": cast.gardener,
        "other": cast.cleaner,
        "buyer": cast.buyer,
        "broker": cast.broker,
    }
    sees = [who for who, one in people.items() if db.session.scalar(consortia_visible_to(one))]
    assert sees == ["lead", "member"]


def test_the_directory_finds_enterprises_and_not_buyers(cast: Cast, make: Make) -> None:
    make.organisation(Kind.COUNCIL, "Harbour Council")
    assert [one.name for one in enterprises_named("harbour")] == ["Harbour Bakery CIC"]
    assert [one.name for one in enterprises_named("harbuor bakry")] == ["Harbour Bakery CIC"]
    assert enterprises_named("%") == []
    assert enterprises_named("  ") == []


def test_after_the_deadline_the_agreement_stands(cast: Cast, tender: Tender) -> None:
    _, consortium = made_consortium(tender, shares(cast, *THREE), accepted=False)
    clock.set_to(tender.closes_at, stopped=True)
    with pytest.raises(Refusal, match="The deadline was"):
        agree(cast, consortium, "10", "10", "80")
    with pytest.raises(Refusal, match="The deadline was"):
        members.decline_member_part(cast.gardener, membership(consortium, cast.gardens).id)


def test_a_bid_submitted_alone_is_withdrawn_before_it_becomes_joint(
    cast: Cast, make: Make, tender: Tender
) -> None:
    make.bid(tender, cast.bakery)
    with pytest.raises(Refusal, match="Withdraw it first"):
        made_consortium(tender, shares(cast, *THREE), accepted=False)


def test_who_has_submitted_alone_declares_before_joining(
    cast: Cast, make: Make, tender: Tender
) -> None:
    make.bid(tender, cast.gardens)
    _, consortium = made_consortium(tender, shares(cast, "60", "40"), accepted=False)
    with pytest.raises(Refusal, match="how the two bids are kept apart"):
        members.accept_member_part(
            cast.gardener,
            membership(consortium, cast.gardens).id,
            seen=consortium.revision,
            declared=DECLARED,
        )


def test_an_agreement_that_was_altered_is_said_at_the_opening_and_nothing_is_opened(
    cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.joint_bid(tender, shares(cast, *THREE))
    tender_id, bid_id, closes_at = tender.id, bid.id, tender.closes_at
    with db.transaction():
        db.session.execute(text("UPDATE consortium_members SET work = 'altered'::bytea"))
    clock.set_to(closes_at, stopped=True)
    with pytest.raises(Refusal, match="What a consortium agreed cannot be read"):
        open_bids(cast.buyer, tender_id)
    db.session.expire_all()
    assert db.session.get_one(Tender, tender_id).opened_at is None
    assert db.session.get_one(Bid, bid_id).state is BidState.SUBMITTED
