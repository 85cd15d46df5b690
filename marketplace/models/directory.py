"""Which organisations may this person read of, and which are counted on a day?"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)

from marketplace import db
from marketplace.access import Actor, Role
from marketplace.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    TradingAddress,
    Verification,
)
from marketplace.models.people import Membership
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES
from procurement.organisations.social_enterprise import EvidenceKind

BUYERS = [kind for kind in Kind if kind.buys]
_PUBLIC = [*BUYERS, Kind.FUNDER, Kind.BROKER]

Day = date | SQLColumnExpression[Any]
"""A date, or a column that holds one."""


def verification_good_on(day: Day) -> ColumnElement[bool]:
    """The condition that a verification holds on a day: checked, not expired, not yet revoked."""
    revoked_on = cast(func.timezone("Europe/London", Verification.revoked_at), Date)
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


def is_counted(organisation_id: UUID, on: date) -> bool:
    """Whether an organisation is a verified social enterprise on that day."""
    wanted = select(Organisation.id).where(Organisation.id == organisation_id, counted_on(on))
    return db.session.scalar(wanted) is not None


def organisations_visible_to(actor: Actor, today: date) -> Select[Organisation]:
    """Buyers, funders, verified enterprises and those known from notices are public.

    A registered enterprise that is not verified is known to its own people, to
    everybody who belongs to some organisation here, to the broker and the board.
    """
    found = select(Organisation)
    if actor.organisations or actor.is_broker or actor.is_board_member or actor.is_system:
        return found
    return found.where(
        or_(
            Organisation.kind.in_(_PUBLIC),
            Organisation.claimed_at.is_(None),
            counted_on(today),
        )
    )


def listed(
    actor: Actor, today: date, *, name: str = "", kind: str = "", place: str = ""
) -> Select[Organisation]:
    """The directory: what is visible, still there, and fits the search; by name."""
    found = organisations_visible_to(actor, today).where(
        Organisation.merged_into_id.is_(None), Organisation.dissolved_on.is_(None)
    )
    for word in name.split():
        found = found.where(Organisation.name.icontains(word, autoescape=True))
    if kind == "enterprises":
        found = found.where(counted_on(today))
    elif kind == "buyers":
        found = found.where(Organisation.kind.in_(BUYERS))
    elif kind in set(Kind):
        found = found.where(Organisation.kind == Kind(kind))
    if place in PLACES:
        found = found.where(
            exists().where(
                TradingAddress.organisation_id == Organisation.id,
                address_on(today),
                TradingAddress.ward_code.in_(PLACES[place].ward_codes),
            )
        )
    return found.order_by(func.lower(Organisation.name), Organisation.id)


def address_on(day: Day) -> ColumnElement[bool]:
    """The condition that a trading address is the one of a day."""
    return and_(
        TradingAddress.from_on <= day,
        or_(TradingAddress.until_on.is_(None), TradingAddress.until_on >= day),
    )


def names_of(ids: Any) -> dict[UUID, str]:
    """The names of these organisations, by id, in one query."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(ids)))
    )
    return {row.id: row.name for row in rows}


def identifiers_of(organisation_id: UUID) -> list[OrganisationIdentifier]:
    """Every identifier of an organisation, by register."""
    return list(
        db.session.scalars(
            select(OrganisationIdentifier)
            .where(OrganisationIdentifier.organisation_id == organisation_id)
            .order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
        )
    )


def has_owner() -> ColumnElement[bool]:
    """The condition, beside ``Organisation``, that somebody here answers for it."""
    return exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.role == Role.OWNER,
        Membership.ended_at.is_(None),
    )
