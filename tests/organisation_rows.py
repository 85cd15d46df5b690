"""The examples of what belongs to an organisation and its people; how an example is kept and found."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.actions import claims
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.actions import memberships
from marketplace.organisations.models.organisations import Verification
from marketplace.organisations.models.people import Membership, PlaceMembership, SignIn
from marketplace.organisations.models.profiles import Holding
from marketplace.organisations.models.second_factors import FactorReset, Passkey
from marketplace.payments.actions import bank_accounts
from procurement.organisations.holding import HoldingKind
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make


def kept_id(row: Any) -> UUID:
    """The id of a row that is added now."""
    with db.transaction():
        db.session.add(row)
    found: UUID = row.id
    return found


def first_of(column: Any, *conditions: Any) -> UUID:
    """The first id of those that meet the conditions; there is one."""
    found: UUID = db.session.scalars(
        select(column).where(*conditions).order_by(column).limit(1)
    ).one()
    return found


def organisation_ids(make: Make, cast: Cast) -> dict[str, UUID | str | int]:
    """An example of everything on the pages of an organisation, by the parameter of its route."""
    bakery = cast.bakery.id
    trust = make.organisation(Kind.HOSPITAL_TRUST, "Known Trust")
    make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    home = cast.places["greater-icknield"].id
    return {
        "place_id": home,
        "places.membership_id": first_of(
            PlaceMembership.id, PlaceMembership.person_id == cast.board_member.person_id
        ),
        "organisation_id": bakery,
        "compliance_notices.organisation_id": cast.council.id,
        "begins_on": "2026-04-01",
        "membership_id": first_of(Membership.id, Membership.organisation_id == bakery),
        "invitation_id": memberships.invite_colleague(
            cast.baker, bakery, email="new@example.org", role=Role.BUYER
        ).id,
        "claim_id": claims.claim_organisation(cast.stranger, trust.id, grounds="Ring us.").id,
        "verification_id": first_of(Verification.id, Verification.organisation_id == bakery),
        "account_id": bank_accounts.propose_bank_account(
            cast.baker, bakery, name="B", sort_code="200000", account_number="12345678"
        ).id,
        "person_id": cast.baker.person_id or "",
        "passkey_id": kept_id(_passkey(cast)),
        "reset_id": kept_id(_reset(cast)),
        "holding_id": kept_id(_holding(cast)),
        "sign_in_id": first_of(SignIn.id, SignIn.person_id == cast.baker.person_id),
    }


def _holding(cast: Cast) -> Holding:
    return Holding(
        organisation_id=cast.bakery.id,
        kind=HoldingKind.FOOD_HYGIENE,
        name="Five stars",
        expires_on=clock.today() + timedelta(days=30),
        added_at=clock.now(),
    )


def _reset(cast: Cast) -> FactorReset:
    return FactorReset(
        person_id=cast.stranger.person_id,
        asked_by=cast.broker.person_id,
        reason="Rang us.",
        asked_at=clock.now(),
        due_at=clock.now() + timedelta(days=2),
    )


def _passkey(cast: Cast) -> Passkey:
    return Passkey(
        person_id=cast.stranger.person_id,
        name="my telephone",
        credential_id=b"example",
        public_key=b"none",
        count=0,
        challenge_at=0,
        added_at=clock.now(),
        last_used_at=clock.now(),
    )
