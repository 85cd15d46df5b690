"""Whose claims wait, and which organisations can be claimed?"""

from uuid import UUID

from sqlalchemy import Select, select

from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.directory import has_owner
from marketplace.organisations.models.organisations import Organisation


def claim_known_to(actor: Actor, claim_id: UUID) -> Select[Claim]:
    """A claim is known to the broker and to whoever made it."""
    wanted = select(Claim).where(Claim.id == claim_id)
    return wanted if actor.is_broker else wanted.where(Claim.person_id == actor.person_id)


def is_claimable(organisation_id: UUID) -> bool:
    """Nobody answers for it, and it is neither merged nor dissolved."""
    wanted = select(Organisation.id).where(
        Organisation.id == organisation_id,
        ~has_owner(),
        Organisation.merged_into_id.is_(None),
        Organisation.dissolved_on.is_(None),
    )
    return session.scalar(wanted) is not None


def is_asked_by(person_id: UUID | None, organisation_id: UUID) -> bool:
    """The person's own claim waits for the broker."""
    wanted = select(Claim.id).where(
        Claim.organisation_id == organisation_id,
        Claim.person_id == person_id,
        Claim.state == ClaimState.ASKED,
    )
    return session.scalar(wanted) is not None
