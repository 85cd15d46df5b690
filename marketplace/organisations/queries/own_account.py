"""Who is a person here, where are they signed in, and to what do they belong?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import (
    Membership,
    PasswordReset,
    PersonDetails,
    SignIn,
)
from marketplace.organisations.queries.people import details_of, token_hash

SHOWN, ON_A_PAGE = 5, 50


@dataclass(frozen=True, slots=True)
class SignIns:
    """Some of the devices that are signed in, the last used first, and how many there are."""

    rows: Sequence[SignIn]
    total: int


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a person reads of themselves; ``details`` are None once they were erased."""

    details: PersonDetails | None
    sign_ins: SignIns
    roles: Sequence[Row[Membership, Organisation]]


def own_account(actor: Actor, now: datetime) -> OwnAccount:
    """Four queries, however many devices and roles."""
    assert actor.person_id is not None
    return OwnAccount(
        details_of(actor.person_id),
        own_sign_ins(actor, now, SHOWN),
        session.execute(
            select(Membership, Organisation)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Membership.person_id == actor.person_id, Membership.ended_at.is_(None))
            .order_by(Organisation.name, Membership.role)
        ).all(),
    )


def own_sign_ins(actor: Actor, now: datetime, most: int, number: int = 1) -> SignIns:
    """One page of the person's devices that are signed in: not ended, not left unused too long."""
    assert actor.person_id is not None
    wanted = _sign_ins_of(actor.person_id).where(
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > now,
        SignIn.last_used_at >= now - actor.idle_for,
    )
    newest = wanted.order_by(SignIn.last_used_at.desc(), SignIn.id.desc())
    return SignIns(
        session.scalars(newest.limit(most).offset((number - 1) * most)).all(),
        session.scalar(select(func.count()).select_from(wanted.subquery())) or 0,
    )


def _sign_ins_of(person_id: UUID) -> Select[SignIn]:
    return select(SignIn).where(SignIn.person_id == person_id)


def own_sign_in(person_id: UUID, sign_in_id: UUID) -> Select[SignIn]:
    """A sign-in of the person's own."""
    return _sign_ins_of(person_id).where(SignIn.id == sign_in_id)


def own_membership(person_id: UUID, membership_id: UUID) -> Select[Membership]:
    """A role of the person's own, also one that has ended."""
    return select(Membership).where(
        Membership.id == membership_id, Membership.person_id == person_id
    )


def reset_with(token: str) -> PasswordReset | None:
    """What a link to choose a new password stands for."""
    return session.scalars(
        select(PasswordReset).where(PasswordReset.token_hash == token_hash(token))
    ).one_or_none()
