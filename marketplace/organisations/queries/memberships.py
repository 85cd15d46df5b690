"""Who belongs to an organisation, and who is asked to join it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Invitation, Membership, PersonDetails
from marketplace.organisations.queries.people import token_hash


@dataclass(frozen=True, slots=True)
class Members:
    """The people of an organisation with name and address, and the invitations still open."""

    people: Sequence[Row[Membership, str, str]]
    invitations: Sequence[Invitation]


def members_of_organisation(organisation_id: UUID, now: datetime) -> Members:
    """Two queries, however many people."""
    return Members(
        session.execute(
            select(Membership, PersonDetails.name, PersonDetails.email)
            .join(PersonDetails, PersonDetails.person_id == Membership.person_id)
            .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
            .order_by(PersonDetails.name, Membership.role)
        ).all(),
        session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.accepted_at.is_(None),
                Invitation.expires_at > now,
            )
            .order_by(Invitation.id)
        ).all(),
    )


def invitation_of_own(actor: Actor, invitation_id: UUID) -> Select[Invitation]:
    """An invitation to an organisation that the person belongs to."""
    return select(Invitation).where(
        Invitation.id == invitation_id, Invitation.organisation_id.in_(actor.organisations)
    )


def invitation_with(token: str) -> tuple[Invitation, Organisation] | None:
    """What a link to join stands for, and who invites; None where it is no invitation."""
    row = session.execute(
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == token_hash(token))
    ).one_or_none()
    return (row[0], row[1]) if row else None
