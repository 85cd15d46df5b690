"""Nobody acts on both sides: judges their own, pays themselves, or stays when their role is over."""

from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from marketplace.assessment.actions import disregards, evaluations, rankings
from marketplace.assessment.actions.scores import GivenScore, agree_scores, score_bid
from marketplace.assessment.models.evaluations import tenders_assessed_by
from marketplace.bidding.actions import bids, members
from marketplace.bidding.models.bids import Bid, bids_visible_to
from marketplace.bidding.models.consortia import Consortium, consortia_visible_to
from marketplace.contracts.actions import milestones, signatures
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.desk.actions import merges
from marketplace.economy.actions import fundings
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, PlaceRole, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import memberships, places, verifications
from marketplace.organisations.models.people import Membership
from marketplace.payments.actions import invoices, payments
from procurement.assessment.disregard import DisregardGround
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Kind
from procurement.organisations.social_enterprise import EvidenceKind
from procurement.tendering.tender import TenderState
from tests.actions.payments.test_invoices import again, invoiced
from tests.assessment_rows import appointed, criteria_of, opened_bid, there
from tests.bid_rows import DECLARED, membership, whole_draft
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters_to, link_in

TODAY = date(2026, 11, 23)


def test_a_broker_verifies_approves_and_merges_nothing_of_their_own(make: Make, cast: Cast) -> None:
    enterprise = make.organisation(Kind.CIC, "Broker’s Own CIC")
    university = make.organisation(Kind.UNIVERSITY, "Broker’s Own University")
    broker = make.joins(cast.broker, enterprise, Role.FINANCE)
    broker = make.joins(broker, university, Role.OWNER)
    with pytest.raises(NotAllowed):
        verifications.verify_enterprise(
            broker, enterprise.id, evidence=EvidenceKind.CIC_REGISTER,
            reference="Mine", expires_on=date(2027, 5, 1),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        verifications.approve_buyer(broker, university.id)
    into = Identifier("GB-COH", "00000001")
    with pytest.raises(NotAllowed):
        merges.merge_organisation(broker, university.id, into=into)


def test_a_broker_does_not_confirm_funding_of_an_enterprise_of_their_own(
    make: Make, cast: Cast
) -> None:
    row = fundings.enter_funding(
        cast.baker, cast.bakery.id, funder_name="A Fund", source="grant", amount=Money(500_00),
        received_on=TODAY, theme="food", purpose="An oven.",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        fundings.confirm_funding(make.joins(cast.broker, cast.bakery, Role.BID_WRITER), row.id)


def test_a_broker_appoints_in_their_own_place_only(cast: Cast) -> None:
    elsewhere = cast.places["sandwell"]
    with pytest.raises(NotAllowed):
        places.give_place_role(
            cast.broker, elsewhere.id, person_id=cast.stranger.person_id, role=PlaceRole.BROKER
        )


def test_who_buys_or_assesses_does_not_bid(make: Make, cast: Cast) -> None:
    tender = make.tender(cast.council)
    for role in (Role.BUYER, Role.EVALUATOR):
        both = make.joins(make.member(cast.bakery, Role.OWNER), cast.council, role)
        with pytest.raises(Refusal, match="You buy or assess bids"):
            bids.begin_bid(both, tender.id, organisation_id=cast.bakery.id)


def test_who_became_a_buyer_no_longer_submits(make: Make, cast: Cast) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery, submitted=False)
    with pytest.raises(Refusal, match="You buy or assess bids"):
        bids.submit_bid(make.joins(cast.baker, cast.council, Role.BUYER), bid.id)


def test_who_became_a_buyer_reads_and_changes_nothing_of_a_bid_before_the_opening(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    bid = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "40"})
    consortium = db.session.get_one(Consortium, bid.consortium_id)
    part = whole_draft(tender).prices
    for person in (cast.baker, cast.gardener):
        both = make.joins(person, cast.council, Role.EVALUATOR)
        assert not reads(both, bid, consortium)
        assert f"/bids/{bid.id}" not in client_of(app, both).get("/my").text
    with pytest.raises(Refusal, match="You buy or assess bids"):
        bids.save_bid(make.again(cast.baker), bid.id, part="prices", value=part, seen=bid.revision)
    own = membership(consortium, cast.gardens)
    with pytest.raises(Refusal, match="You buy or assess bids"):
        members.accept_member_part(
            make.again(cast.gardener), own.id, seen=consortium.revision, declared=DECLARED
        )
    colleague = make.member(cast.bakery, Role.BID_WRITER)
    assert reads(colleague, bid, consortium)
    clock.set_to(tender.closes_at, stopped=True)
    evaluations.open_bids(cast.buyer, tender.id)
    assert reads(make.again(cast.baker), bid, consortium)


def reads(person: Actor, bid: Bid, consortium: Consortium) -> bool:
    """Whether the person may read the bid and the consortium; both or neither."""
    found = {
        bool(db.session.scalars(wanted).all())
        for wanted in (
            bids_visible_to(person).where(Bid.id == bid.id),
            consortia_visible_to(person).where(Consortium.id == consortium.id),
        )
    }
    (answer,) = found
    return answer


def test_who_belongs_to_a_bidder_neither_scores_nor_agrees_nor_ranks(
    make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    eve = cast.evaluators[0]
    (row,) = appointed(tender, cast.buyer, eve)
    eve = make.joins(eve, cast.bakery, Role.FINANCE)
    buyer = make.joins(cast.buyer, cast.bakery, Role.FINANCE)
    alone = dict.fromkeys(criteria_of(tender), GivenScore(5, "Splendid."))
    with pytest.raises(Refusal, match="part of a bid"):
        score_bid(eve, row.id, bid_id=bid.id, scores=alone)
    with pytest.raises(Refusal, match="part of a bid"):
        agree_scores(buyer, tender.id, bid_id=bid.id, scores={}, present=there(tender))
    with pytest.raises(Refusal, match="part of a bid"):
        disregards.disregard_bid(
            buyer,
            tender.id,
            bid_id=bid.id,
            lot_id=None,
            ground=DisregardGround.CONDITIONS,
            reason="A rival.",
        )
    with pytest.raises(Refusal, match="part of a bid"):
        rankings.rank_bids(buyer, tender.id)


def test_whose_role_of_evaluator_ended_reads_and_scores_no_more(make: Make, cast: Cast) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    eve = cast.evaluators[0]
    (row,) = appointed(tender, cast.buyer, eve)
    owner = make.member(cast.council, Role.OWNER)
    membership = db.session.scalars(
        select(Membership).where(Membership.person_id == eve.person_id)
    ).one()
    memberships.end_membership(owner, cast.council.id, membership_id=membership.id)
    eve = make.again(eve)
    with pytest.raises(NotAllowed):
        score_bid(eve, row.id, bid_id=bid.id, scores={})
    assert db.session.scalars(tenders_assessed_by(eve)).all() == []


def test_nobody_accepts_approves_or_pays_their_own_work(make: Make, cast: Cast) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    (invoice,) = invoiced(cast.baker, contract)
    both = make.joins(cast.baker, cast.council, Role.OWNER)
    milestone = db.session.scalars(
        select(Milestone).where(Milestone.contract_id == contract.id)
    ).first()
    assert milestone is not None
    with pytest.raises(NotAllowed):
        milestones.accept_milestone(both, contract.id, milestone_id=milestone.id)
    with pytest.raises(NotAllowed):
        invoices.approve_invoice(both, invoice.id)
    with pytest.raises(NotAllowed):
        payments.record_payment(
            both, invoice.id, reference="Mine", paid_on=TODAY, parts={invoice.id: invoice.gross}
        )


def test_nobody_signs_a_contract_for_both_sides(make: Make, cast: Cast) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.state = ContractState.AWAITING_SIGNATURE
    both = make.joins(cast.baker, cast.council, Role.BUYER)
    with pytest.raises(Refusal, match="cannot sign for this side"):
        signatures.sign_contract(
            both, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
        )


def test_who_signed_for_one_side_does_not_sign_for_the_other_after_changing_sides(
    make: Make, cast: Cast
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.state = ContractState.AWAITING_SIGNATURE
        row.buyer_signed_at = row.supplier_signed_at = None
    sign = partial(signatures.sign_contract, seen=what_is_signed(contract.id))
    sign(cast.buyer, contract.id, for_buyer=True)
    moved = make.joins(cast.buyer, cast.bakery, Role.OWNER)
    with pytest.raises(Refusal, match="signed this for the other side"):
        sign(moved, contract.id, for_buyer=False)
    sign(cast.baker, contract.id, for_buyer=False)


@pytest.mark.parametrize("is_member", [True, False])
def test_who_belongs_to_a_member_accepts_none_of_its_work(
    make: Make, cast: Cast, is_member: bool
) -> None:
    shares = [(cast.bakery, "60"), (cast.gardens, "40")]
    contract = make.contract(cast.council, shares, "100.00", accepted=0)
    milestone = db.session.scalars(
        select(Milestone.id).where(Milestone.contract_id == contract.id)
    ).one()
    milestones.claim_milestone(cast.baker, contract.id, milestone_id=milestone)
    other = make.joins(cast.gardener if is_member else cast.cleaner, cast.council, Role.BUYER)
    accept = partial(milestones.accept_milestone, other, contract.id, milestone_id=milestone)
    if is_member:
        with pytest.raises(NotAllowed):
            accept()
    else:
        accept()


def test_who_belongs_to_the_group_of_a_host_accepts_none_of_its_work(
    make: Make, cast: Cast
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00", accepted=0)
    group = make.organisation(Kind.COMMUNITY_BUSINESS)
    with db.transaction():
        db.session.get_one(Contract, contract.id).for_group_id = group.id
    both = make.joins(make.member(group, Role.OWNER), cast.council, Role.BUYER)
    with pytest.raises(NotAllowed):
        milestones.return_milestone(both, contract.id, milestone_id=contract.id, reason="Late.")


def test_a_contract_that_came_from_no_award_is_signed_by_both_sides(make: Make, cast: Cast) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.state = ContractState.AWAITING_SIGNATURE
        row.buyer_signed_at = row.supplier_signed_at = None
    signatures.sign_contract(
        cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
    )
    signatures.sign_contract(
        cast.baker, contract.id, for_buyer=False, seen=what_is_signed(contract.id)
    )
    db.session.expire_all()
    assert db.session.get_one(Contract, contract.id).state is ContractState.SIGNED


def test_a_payment_below_zero_is_no_payment(make: Make, cast: Cast) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    record = partial(payments.record_payment, cast.finance, invoice.id, paid_on=TODAY)
    record(reference="BACS 1", parts={invoice.id: invoice.gross})
    for below in (-invoice.gross, Money(0)):
        with pytest.raises(Refusal, match="A payment is more than"):
            record(reference="BACS 2", parts={invoice.id: below})
    assert again(invoice).state is InvoiceState.PAID


def test_an_invitation_of_somebody_who_is_no_longer_owner_lets_nobody_in(
    make: Make, cast: Cast
) -> None:
    second = make.joins(cast.stranger, cast.bakery, Role.OWNER)
    row = memberships.invite_colleague(
        second, cast.bakery.id, email="back@example.org", role=Role.OWNER
    )
    held = db.session.scalars(
        select(Membership).where(Membership.person_id == second.person_id)
    ).one()
    memberships.end_membership(cast.baker, cast.bakery.id, membership_id=held.id)
    token = link_in(letters_to("back@example.org")[-1], "invitations")
    with pytest.raises(Refusal, match="no longer an owner"):
        memberships.accept_invitation(make.person(), row.id, token=token)
