"""Whose claims wait, and which organisations can be claimed?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select

from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.engine.access import Actor, PlaceRole
from marketplace.engine.db import session
from marketplace.organisations.models.directory import has_owner
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import PersonDetails, PlaceMembership

MOST_SHOWN = 50


def claim_known_to(actor: Actor, claim_id: UUID) -> Select[Claim]:
    """A claim is known to the broker and to whoever made it; one that a broker made, to the
    operator as well."""
    wanted = select(Claim).where(Claim.id == claim_id)
    if actor.is_broker:
        return wanted
    own = Claim.person_id == actor.person_id
    return wanted.where(or_(own, _by_a_broker()) if actor.is_operator else own)


def is_by_a_broker(claim: Claim) -> bool:
    """Whether who made it is a broker, so that the operator may decide it too."""
    return session.scalar(select(Claim.id).where(Claim.id == claim.id, _by_a_broker())) is not None


def claims_by_brokers() -> Sequence[Row[Claim, Organisation, str, str]]:
    """Those of brokers that wait, with the name and address of each, the oldest first; so many as
    ``MOST_SHOWN``."""
    return session.execute(
        select(Claim, Organisation, PersonDetails.name, PersonDetails.email)
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .join(PersonDetails, PersonDetails.person_id == Claim.person_id)
        .where(Claim.state == ClaimState.ASKED, _by_a_broker())
        .order_by(Claim.asked_at)
        .limit(MOST_SHOWN)
    ).all()


def _by_a_broker() -> ColumnElement[bool]:
    return exists().where(
        PlaceMembership.person_id == Claim.person_id, PlaceMembership.role == PlaceRole.BROKER
    )


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
