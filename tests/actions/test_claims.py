"""Claims to organisations that were made from notices."""

import pytest

from marketplace import db
from marketplace.access import PlaceRole, Role
from marketplace.action import NotAllowed
from marketplace.actions import claims
from marketplace.models.organisations import Claim, ClaimState, Organisation
from procurement.organisation import Kind
from procurement.refusal import Refusal
from tests.cast import Cast, Make
from tests.letters import letters_to


@pytest.fixture
def trust(make: Make) -> Organisation:
    """A hospital trust only known from a notice."""
    row = make.organisation(Kind.HOSPITAL_TRUST, "Known Trust")
    with db.transaction():
        row.claimed_at = row.approved_at = None
    return row


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
