"""What does a link to an address stand for, and who has proved theirs?"""

from uuid import UUID

from sqlalchemy import func, select

from marketplace.engine.address import address_sought
from marketplace.engine.db import session
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.people import PersonDetails
from marketplace.organisations.queries.people import token_hash


def proof_with(token: str) -> AddressProof | None:
    """What a link to prove an address stands for."""
    return session.scalars(
        select(AddressProof).where(AddressProof.token_hash == token_hash(token))
    ).one_or_none()


def change_with(token: str) -> AddressProof | None:
    """The change of an address that a link can stop."""
    return session.scalars(
        select(AddressProof).where(AddressProof.stop_hash == token_hash(token))
    ).one_or_none()


def has_proved_address(person_id: UUID) -> bool:
    """Whether somebody has followed a link sent to their address."""
    return (
        session.scalar(
            select(PersonDetails.email_proved_at).where(PersonDetails.person_id == person_id)
        )
        is not None
    )


def person_who_proved(email: str) -> UUID | None:
    """Whose account has this address, proved."""
    return session.scalar(
        select(PersonDetails.person_id).where(
            func.lower(PersonDetails.email) == address_sought(email),
            PersonDetails.email_proved_at.is_not(None),
        )
    )
