"""What does a person have beside the password, and what of it may be shown?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from marketplace.engine import clock
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.gateways import keys, one_time_codes
from marketplace.organisations.models.people import PersonDetails, SignIn
from marketplace.organisations.models.second_factors import (
    Authenticator,
    FactorReset,
    Passkey,
    RecoveryCode,
    factor_resets_visible_to,
)
from marketplace.organisations.queries.people import (
    actor_for,
    details_of,
    is_of_the_demonstration,
)

_SECRET = "authenticator"  # noqa: S105 the name of a purpose
_WAITS = (FactorReset.stopped_at.is_(None), FactorReset.done_at.is_(None))


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What one person has set up."""

    person_id: UUID
    authenticator: Authenticator | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.authenticator is not None or bool(self.passkeys)

    @property
    def code_to_show(self) -> str | None:
        """In a demonstration, a code of one of its own people; of nobody else, nowhere else."""
        if self.authenticator is None or not is_of_the_demonstration(details_of(self.person_id)):
            return None
        return one_time_codes.next_code(
            opened(self.authenticator.sealed), clock.real(), after=self.authenticator.last_step
        )


def second_factors_of(person_id: UUID) -> SecondFactors:
    """Three queries."""
    return SecondFactors(
        person_id,
        session.scalars(own_authenticator(person_id)).one_or_none(),
        session.scalars(
            select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.added_at)
        ).all(),
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


def waiting_reset(person_id: UUID) -> FactorReset | None:
    """That the person's second factor is to be taken away, where it is still to come."""
    return session.scalars(
        select(FactorReset).where(FactorReset.person_id == person_id, *_WAITS)
    ).one_or_none()


def resets_waiting(actor: Actor) -> Sequence[Row[FactorReset, str]]:
    """What the actor may stop, with the person's name, the first due first."""
    return session.execute(
        factor_resets_visible_to(actor)
        .join(PersonDetails, PersonDetails.person_id == FactorReset.person_id)
        .add_columns(PersonDetails.name)
        .where(*_WAITS)
        .order_by(FactorReset.due_at)
    ).all()


def may_reset(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor stands over everything that the person does here, and is somebody else.

    An operator and the shell stand over all; a broker over the people of organisations not their
    own; an owner over those who work for the owner's organisations alone.
    """
    if actor.is_system or actor.is_operator:
        return actor.person_id != person_id
    person = actor_for(person_id)
    if not person.organisations or person.is_operator or person.is_broker:
        return False
    if actor.is_broker and person.organisations.isdisjoint(actor.organisations):
        return True
    own = actor.organisations_as(Role.OWNER)
    return actor.person_id != person_id and person.organisations <= own


def own_passkey(person_id: UUID, passkey_id: UUID) -> Select[Passkey]:
    return select(Passkey).where(Passkey.person_id == person_id, Passkey.id == passkey_id)


def sealed(secret: str) -> bytes:
    """The secret of an app as it is kept."""
    return keys.encrypt(_SECRET, secret.encode())


def opened(kept: bytes) -> str:
    """The secret of an app, from what is kept of it."""
    plain = keys.decrypt(_SECRET, kept)
    if plain is None:
        raise RuntimeError("The key that sealed the secret of this authenticator is not here.")
    return plain.decode()
