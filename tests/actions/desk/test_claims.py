"""Claims to organisations that were made from notices."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.models.bids import bids_visible_to
from marketplace.desk.actions import claims, merges
from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import PlaceRole, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.directory import identifiers_of
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Kind
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import SEALED, Poster, together, written

SEALED_UNTIL = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def trust(make: Make) -> Organisation:
    """A hospital trust only known from a notice."""
    row = make.organisation(Kind.HOSPITAL_TRUST, "Known Trust")
    with db.transaction():
        row.claimed_at = row.approved_at = None
    return row


def without_owner(organisation: Organisation) -> None:
    """Nobody acts for it any more, as in a database from before the last owner had to hand over."""
    with db.transaction():
        db.session.execute(
            update(Membership)
            .where(Membership.organisation_id == organisation.id)
            .values(ended_at=clock.now())
        )


def state_of(claim: Claim) -> ClaimState:
    db.session.expire_all()
    return db.session.get_one(Claim, claim.id).state


def test_an_approved_claim_makes_an_owner_and_approves_the_buyer(
    make: Make, cast: Cast, trust: Organisation
) -> None:
    claim = claims.claim_organisation(cast.stranger, trust.id, grounds="Ask the front desk.")
    claims.approve_claim(cast.broker, claim.id)
    db.session.refresh(trust)
    assert make.again(cast.stranger).has(trust.id, Role.OWNER)
    assert trust.claimed_at
    assert trust.approved_at
    assert letters_to("sam.stranger@example.org")[-1].template == "claim_approved"


def test_approving_one_claim_refuses_the_others(cast: Cast, trust: Organisation) -> None:
    first = claims.claim_organisation(cast.stranger, trust.id, grounds="Mine.")
    second = claims.claim_organisation(cast.gardener, trust.id, grounds="No, mine.")
    claims.approve_claim(cast.broker, second.id)
    assert state_of(first) is ClaimState.REFUSED


def test_a_refused_claim_can_be_made_again(cast: Cast, trust: Organisation) -> None:
    claim = claims.claim_organisation(cast.stranger, trust.id, grounds="Mine.")
    claims.refuse_claim(cast.broker, claim.id)
    again = claims.claim_organisation(cast.stranger, trust.id, grounds="Ring extension 12.")
    assert state_of(again) is ClaimState.ASKED


def test_an_organisation_that_has_an_owner_is_not_claimed(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Ask them to invite you"):
        claims.claim_organisation(cast.stranger, cast.bakery.id, grounds="Mine.")


def test_the_same_person_claims_once(cast: Cast, trust: Organisation) -> None:
    claims.claim_organisation(cast.stranger, trust.id, grounds="Mine.")
    with pytest.raises(Refusal, match="answer by e-mail"):
        claims.claim_organisation(cast.stranger, trust.id, grounds="Mine.")


def test_only_the_broker_decides_and_never_on_their_own_claim(
    make: Make, cast: Cast, trust: Organisation
) -> None:
    claim = claims.claim_organisation(cast.stranger, trust.id, grounds="Mine.")
    with pytest.raises(NotAllowed):
        claims.approve_claim(cast.stranger, claim.id)
    own = make.place_member(cast.places["sandwell"], PlaceRole.BROKER, "Bob Broker")
    claim = claims.claim_organisation(own, trust.id, grounds="Mine.")
    with pytest.raises(Refusal, match="another broker"):
        claims.approve_claim(own, claim.id)


@pytest.mark.parametrize("is_member", [False, True])
def test_no_new_owner_is_let_in_while_a_bid_is_sealed(
    make: Make, cast: Cast, is_member: bool
) -> None:
    tender = make.tender(cast.council)
    closes_at = tender.closes_at
    if is_member:
        make.joint_bid(tender, {cast.gardens: "60", cast.bakery: "40"})
    else:
        make.bid(tender, cast.bakery)
    without_owner(cast.bakery)
    claim = claims.claim_organisation(cast.stranger, cast.bakery.id, grounds="It is mine.")
    with pytest.raises(Refusal, match="still sealed"):
        claims.approve_claim(cast.broker, claim.id)
    claim_id, tender_id = claim.id, tender.id
    assert db.session.scalars(bids_visible_to(make.again(cast.stranger))).all() == []
    clock.set_to(closes_at, stopped=True)
    open_bids(cast.buyer, tender_id)
    claims.approve_claim(cast.broker, claim_id)
    assert make.again(cast.stranger).organisations


def test_a_merger_lets_nobody_in_where_no_owner_is_left_and_a_bid_is_sealed(
    make: Make, cast: Cast
) -> None:
    make.bid(make.tender(cast.council), cast.bakery)
    without_owner(cast.bakery)
    friend = make.member(make.organisation(Kind.CIC, "Harbor Bakery"), Role.OWNER)
    (number,) = identifiers_of(cast.bakery.id)
    merges.merge_organisation(
        cast.broker,
        next(iter(friend.organisations)),
        into=Identifier.of(number.scheme, number.identifier),
    )
    assert make.again(friend).roles == frozenset()


@pytest.mark.parametrize("is_member", [False, True])
def test_no_new_owner_is_let_in_while_an_offer_is_sealed(
    app: Flask, make: Make, cast: Cast, is_member: bool
) -> None:
    path = sealed_offer(app, make, cast)
    mine = cast.gardens if is_member else cast.bakery
    if is_member:
        together(client_of(app, cast.baker), path, (cast.bakery, "60"), (cast.gardens, "40"))
    without_owner(mine)
    claim = claims.claim_organisation(cast.stranger, mine.id, grounds="It is mine.")
    with pytest.raises(Refusal, match="still sealed"):
        claims.approve_claim(cast.broker, claim.id)
    claim_id, mine_id = claim.id, mine.id
    clock.set_to(SEALED_UNTIL, stopped=True)
    jobs.run_due()
    claims.approve_claim(cast.broker, claim_id)
    assert make.again(cast.stranger).has(mine_id, Role.OWNER)


def test_a_merger_lets_nobody_in_where_no_owner_is_left_and_an_offer_is_sealed(
    app: Flask, make: Make, cast: Cast
) -> None:
    sealed_offer(app, make, cast)
    without_owner(cast.bakery)
    friend = make.member(make.organisation(Kind.CIC, "Harbor Bakery"), Role.OWNER)
    (number,) = identifiers_of(cast.bakery.id)
    merges.merge_organisation(
        cast.broker,
        next(iter(friend.organisations)),
        into=Identifier.of(number.scheme, number.identifier),
    )
    assert make.again(friend).roles == frozenset()


def sealed_offer(app: Flask, make: Make, cast: Cast) -> str:
    """The address of the bakery’s offer for a package whose offers are sealed, not made yet."""
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    return written(client_of(app, cast.baker), home, cast.bakery)
