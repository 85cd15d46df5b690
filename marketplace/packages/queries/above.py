"""What do the contracts above a package ask of it?"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Select, Uuid, func, literal, select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import is_counted
from marketplace.packages.models.offers import AwardLetter, Offer
from marketplace.packages.models.packages import Package
from procurement.contracts.pass_down import Above, Inherited, PassDownState, inherited


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


def inherited_by(package: Package, letter: AwardLetter, today: date) -> Inherited:
    """What the contract of a package takes over from the one it is a part of, and from those above
    that: three queries. Those who are further up are strangers to the poster, so no name is said."""
    if package.parent_contract_id is None:
        return inherited((), is_social=False)
    rows = session.execute(
        select(PassDown, Contract.title)
        .join(Contract, Contract.id == PassDown.contract_id)
        .where(
            PassDown.contract_id.in_(_with_those_above(package.parent_contract_id)),
            PassDown.state == PassDownState.AGREED,
        )
        .order_by(PassDown.id)
    )
    above = [
        Above(
            f"“{title}”"
            if row.contract_id == package.parent_contract_id
            else "A contract further up",
            row.terms,
        )
        for row, title in rows
    ]
    supplier_id = session.get_one(Offer, letter.offer_id).organisation_id
    return inherited(above, is_social=is_counted(supplier_id, today))


def _with_those_above(contract_id: UUID) -> Select[UUID]:
    above = select(literal(contract_id, Uuid).label("id")).cte("above", recursive=True)
    above = above.union(
        select(Package.parent_contract_id)
        .join(above, Package.contract_id == above.c.id)
        .where(Package.parent_contract_id.is_not(None))
    )
    return select(above.c.id)
