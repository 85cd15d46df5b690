"""Which organisations fit a search, and what are they called?"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import (
    Select,
    exists,
    func,
    select,
)

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.directory import (
    BUYERS,
    address_on,
    counted_on,
    organisations_visible_to,
)
from marketplace.organisations.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    TradingAddress,
)
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES


def is_counted(organisation_id: UUID, on: date) -> bool:
    """Whether an organisation is a verified social enterprise on that day."""
    wanted = select(Organisation.id).where(Organisation.id == organisation_id, counted_on(on))
    return db.session.scalar(wanted) is not None


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


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
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
