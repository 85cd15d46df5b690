"""Which organisations may this person read of, and what holds for one on a day? As conditions."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    or_,
    select,
)

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import london_day_of
from marketplace.organisations.models.organisations import (
    Organisation,
    TradingAddress,
    Verification,
)
from marketplace.organisations.models.people import Membership
from procurement.organisations.organisation import Kind
from procurement.organisations.social_enterprise import EvidenceKind

BUYERS = [kind for kind in Kind if kind.buys]
PUBLIC_KINDS = [*BUYERS, Kind.FUNDER, Kind.BROKER]
Day = date | SQLColumnExpression[Any]
"""A date, or a column that holds one."""


def verification_good_on(day: Day) -> ColumnElement[bool]:
    """The condition that a verification holds on a day: checked, not expired, not yet revoked."""
    revoked_on = london_day_of(Verification.revoked_at)
    return and_(
        Verification.evidence != EvidenceKind.SELF_DECLARED.value,
        Verification.verified_on <= day,
        Verification.expires_on >= day,
        or_(Verification.revoked_at.is_(None), revoked_on > day),
    )


def counted_on(day: Day) -> ColumnElement[bool]:
    """The condition, beside ``Organisation``, that it is a verified social enterprise on a day."""
    return and_(
        exists().where(Verification.organisation_id == Organisation.id, verification_good_on(day)),
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > day),
    )


def is_here() -> ColumnElement[bool]:
    """The condition that an organisation is one still: not merged into another, ended or closed."""
    return and_(
        Organisation.merged_into_id.is_(None),
        Organisation.dissolved_on.is_(None),
        Organisation.closed_at.is_(None),
    )


def organisations_visible_to(actor: Actor, today: date) -> Select[Organisation]:
    """Buyers, funders, verified enterprises and those known from notices are public.

    A registered enterprise that is not verified is known to its own people, to
    everybody who belongs to some organisation here, to the broker and the board.
    """
    organisations = select(Organisation)
    if actor.organisations or actor.is_broker or actor.is_board_member or actor.is_system:
        return organisations
    return organisations.where(
        or_(
            Organisation.kind.in_(PUBLIC_KINDS),
            Organisation.claimed_at.is_(None),
            counted_on(today),
        )
    )


def address_on(day: Day) -> ColumnElement[bool]:
    """The condition that a trading address is the one of a day."""
    return and_(
        TradingAddress.from_on <= day,
        or_(TradingAddress.until_on.is_(None), TradingAddress.until_on >= day),
    )


def has_owner() -> ColumnElement[bool]:
    """The condition, beside ``Organisation``, that somebody here answers for it."""
    return exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.role == Role.OWNER,
        Membership.ended_at.is_(None),
    )
