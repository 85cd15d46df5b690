"""Which contracts were signed after a published award, between whom, and which end when?

Nothing of a private competition stands here, and nobody's name but those of organisations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.contracts.queries.contract_ends import ended_on
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, counted, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from procurement.ground.calendar import months_after
from procurement.ground.theme import Theme
from procurement.tendering.regime import Regime

MONTHS = (3, 6, 12)
"""Within so many months a contract can be asked for by its end."""

_Buyer, _Supplier = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; ``within`` months from ``today``, None for whenever it ends."""

    today: date
    text: str = ""
    buyer_id: UUID | None = None
    theme: Theme | None = None
    within: int | None = None
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One contract of the register."""

    contract: Contract
    buyer: str
    suppliers: Sequence[str]
    """The lead first."""
    tender_id: UUID
    ocid: str
    notice_id: UUID | None
    """Its contract details notice, where one is published."""
    ended_on: date | None
    """Its real last day, once its end is recorded."""

    @property
    def last_day(self) -> date:
        """The real one, and until its end is recorded the agreed one."""
        return self.ended_on or self.contract.ends_on


def registered(sought: Sought, beside: Beside) -> Stretch[Line]:
    """The next to end first; of those that have ended, the latest agreed
    last day first. Four queries."""
    stretch = stretch_of(
        _lines(sought),
        (Contract.ends_on, Contract.id),
        beside,
        descending=sought.has_ended,
    )
    return Stretch(_told(stretch.rows), stretch.before, stretch.after)


def first_registered(sought: Sought, most: int) -> list[Line]:
    """The first of the same, for a file: four queries."""
    order = (Contract.ends_on, Contract.id)
    sorted_by = [key.desc() for key in order] if sought.has_ended else order
    return _told(session.execute(_lines(sought).order_by(*sorted_by).limit(most)).all())


def count_of(sought: Sought) -> int:
    """How many there are, to one beyond what is counted."""
    return counted(_lines(sought).with_only_columns(Contract.id))


def register_buyers() -> Sequence[tuple[UUID, str]]:
    """Who has signed a contract that stands here, by name."""
    among = _public(select(Contract.buyer_id)).distinct()
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(among))
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    return [(row.id, row.name) for row in rows]


def _lines(sought: Sought) -> Select[*tuple[Any, ...]]:
    return (
        _public(select(Contract, _Buyer.name, _Supplier.name, Tender.id, Tender.ocid))
        .join(_Buyer, _Buyer.id == Contract.buyer_id)
        .join(_Supplier, _Supplier.id == Contract.supplier_id)
        .where(*_conditions(sought))
    )


def _public(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of a published award, under the Act, signed by both: anything else is for its two sides."""
    return (
        wanted.join(Award, Award.id == Contract.award_id)
        .join(Tender, Tender.id == Award.tender_id)
        .where(
            Contract.award_id.is_not(None),
            Contract.regime != Regime.PRIVATE,
            Contract.buyer_signed_at.is_not(None),
            Contract.supplier_signed_at.is_not(None),
            Award.published_on.is_not(None),
        )
    )


def _conditions(sought: Sought) -> Iterable[ColumnElement[bool]]:
    runs = (Contract.state == ContractState.SIGNED) & (Contract.ends_on >= sought.today)
    yield ~runs if sought.has_ended else runs
    if sought.within is not None:
        yield Contract.ends_on <= months_after(sought.today, sought.within)
    if sought.buyer_id is not None:
        yield Contract.buyer_id == sought.buyer_id
    if sought.theme is not None:
        yield Contract.theme == sought.theme
    if sought.text:
        named = Organisation.name.icontains(sought.text, autoescape=True)
        yield or_(
            Contract.title.icontains(sought.text, autoescape=True),
            _Buyer.name.icontains(sought.text, autoescape=True),
            exists()
            .where(ContractShare.contract_id == Contract.id)
            .where(ContractShare.organisation_id == Organisation.id, named),
        )


def _told(rows: Sequence[Any]) -> list[Line]:
    ids = [row[0].id for row in rows]
    members, notices, ends = _members_of(ids), _notices_of(ids), ended_on(ids)
    return [
        Line(
            contract,
            buyer,
            members.get(contract.id) or [supplier],
            tender_id,
            ocid or "",
            notices.get(contract.id),
            ends.get(contract.id),
        )
        for contract, buyer, supplier, tender_id, ocid in rows
    ]


def _members_of(ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    rows = session.execute(
        select(ContractShare.contract_id, Organisation.name)
        .join(Organisation, Organisation.id == ContractShare.organisation_id)
        .where(ContractShare.contract_id.in_(ids))
        .order_by(ContractShare.position)
    )
    members: dict[UUID, list[str]] = {}
    for contract_id, name in rows:
        members.setdefault(contract_id, []).append(name)
    return members


def _notices_of(ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    rows = session.execute(
        select(OfficialNotice.contract_id, OfficialNotice.id)
        .where(OfficialNotice.contract_id.in_(ids), OfficialNotice.code == "UK7")
        .order_by(OfficialNotice.published_at)
    )
    return {contract_id: notice_id for contract_id, notice_id in rows if contract_id}
