"""What do the contracts above a package ask of it?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, Uuid, func, literal, select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import is_counted
from marketplace.packages.models.offers import Offer
from marketplace.packages.models.packages import Package
from procurement.contracts.pass_down import (
    Above,
    Inherited,
    PassDownState,
    PassDownTerms,
    inherited,
)


def asked_by(contract_ids: Collection[UUID]) -> Mapping[UUID, PassDown]:
    """What each of these contracts asks to be passed on, where it asks for anything: one query."""
    rows = session.scalars(
        select(PassDown).where(
            PassDown.contract_id.in_(contract_ids), PassDown.state == PassDownState.AGREED
        )
    )
    return {row.contract_id: row for row in rows}


def longest_term_below(contract_id: UUID) -> int | None:
    """The longest payment term, in days, that a package below this contract may have: the shortest
    that it or any contract above it asks to be passed on. None where none asks. One query."""
    return session.scalar(
        select(func.min(PassDown.payment_days)).where(
            PassDown.contract_id.in_(_with_those_above(contract_id)),
            PassDown.state == PassDownState.AGREED,
        )
    )


def passed_on_by(package: Package) -> PassDownTerms:
    """What comes with a package from the contracts above it, for whoever prices it: one query, where
    it is below one."""
    return inherited(_above(package), is_social=False).terms


def inherited_by(package: Package, offer_id: UUID, today: date) -> Inherited:
    """What the contract of an offer takes over from the contracts above its package: three queries."""
    supplier_id = session.get_one(Offer, offer_id).organisation_id
    return inherited(_above(package), is_social=is_counted(supplier_id, today))


def _above(package: Package) -> Sequence[Above]:
    """What the one it is a part of asks for, and those above that. Those who are further up are
    strangers to the poster, so no name is said."""
    if package.parent_contract_id is None:
        return ()
    rows = session.execute(
        select(PassDown, Contract.title)
        .join(Contract, Contract.id == PassDown.contract_id)
        .where(
            PassDown.contract_id.in_(_with_those_above(package.parent_contract_id)),
            PassDown.state == PassDownState.AGREED,
        )
        .order_by(PassDown.id)
    )
    return [
        Above(
            f"“{title}”"
            if row.contract_id == package.parent_contract_id
            else "A contract further up",
            row.terms,
        )
        for row, title in rows
    ]


def _with_those_above(contract_id: UUID) -> Select[UUID]:
    above = select(literal(contract_id, Uuid).label("id")).cte("above", recursive=True)
    above = above.union(
        select(Package.parent_contract_id)
        .join(above, Package.contract_id == above.c.id)
        .where(Package.parent_contract_id.is_not(None))
    )
    return select(above.c.id)
