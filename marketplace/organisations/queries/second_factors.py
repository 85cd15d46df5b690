"""What does a person have beside the password, and what of it may be shown?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine import clock
from marketplace.engine.db import session
from marketplace.gateways import keys, one_time_codes
from marketplace.organisations.models.people import SignIn
from marketplace.organisations.models.second_factors import Authenticator, RecoveryCode
from marketplace.organisations.queries.people import details_of, is_of_the_demonstration

_SECRET = "authenticator"  # noqa: S105 the name of a purpose


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What one person has set up."""

    person_id: UUID
    authenticator: Authenticator | None
    codes_left: int

    @property
    def any(self) -> bool:
        return self.authenticator is not None

    @property
    def code_to_show(self) -> str | None:
        """In a demonstration, a code of one of its own people; of nobody else, nowhere else."""
        if self.authenticator is None or not is_of_the_demonstration(details_of(self.person_id)):
            return None
        return one_time_codes.next_code(
            opened(self.authenticator.sealed), clock.real(), after=self.authenticator.last_step
        )


def second_factors_of(person_id: UUID) -> SecondFactors:
    """Two queries."""
    return SecondFactors(
        person_id,
        session.scalars(
            select(Authenticator).where(Authenticator.person_id == person_id)
        ).one_or_none(),
        session.scalars(
            select(func.count()).where(
                RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
            )
        ).one(),
    )


def who_signs_in(sign_in_id: UUID) -> UUID:
    """Whose sign-in it is, also while it waits for the second factor."""
    return session.scalars(select(SignIn.person_id).where(SignIn.id == sign_in_id)).one()


def own_authenticator(person_id: UUID) -> Select[Authenticator]:
    return select(Authenticator).where(Authenticator.person_id == person_id)


def sealed(secret: str) -> bytes:
    """The secret of an app as it is kept."""
    return keys.encrypt(_SECRET, secret.encode())


def opened(kept: bytes) -> str:
    """The secret of an app, from what is kept of it."""
    plain = keys.decrypt(_SECRET, kept)
    if plain is None:
        raise RuntimeError("The key that sealed the secret of this authenticator is not here.")
    return plain.decode()
