"""Which tenders and contracts belong to a development, and which could?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development, developments_visible_to
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.packages import Package
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from procurement.tendering.tender import TenderState

Things = type[Tender] | type[Contract]


@dataclass(frozen=True, slots=True)
class Linked:
    """A tender or contract of a development; ``may_go`` where the reader may take it off."""

    link: DevelopmentLink
    thing: Any
    buyer: str
    supplier: str
    """Empty for a tender."""
    may_go: bool


def linked(
    actor: Actor, development: Development, things: Things, beside: Beside
) -> Stretch[Linked]:
    """One page of the tenders that were published, or of the contracts, the newest first: two
    queries."""
    wanted: Select[DevelopmentLink, Any] = (
        select(DevelopmentLink, things)
        .join(things, _key(things) == things.id)
        .where(
            DevelopmentLink.development_id == development.id,
            *([Tender.state != TenderState.DRAFT] if things is Tender else []),
        )
    )
    page = stretch_of(wanted, (DevelopmentLink.id,), beside, descending=True)
    sides = {key for _, thing in page.rows for key in _sides_of(thing)}
    names = names_of(sides)
    mine = actor.organisations_as(Role.BUYER, Role.BID_WRITER)
    builders = {development.owner_id, development.contractor_id}
    return Stretch(
        [
            Linked(
                link,
                thing,
                names[thing.buyer_id],
                names[thing.supplier_id] if isinstance(thing, Contract) else "",
                not mine.isdisjoint(builders | set(_sides_of(thing))),
            )
            for link, thing in page.rows
        ],
        page.before,
        page.after,
    )


def linkable(
    actor: Actor, development: Development, things: Things, beside: Beside
) -> Stretch[tuple[Any]]:
    """What the person buys for the developer or the main contractor, and belongs to no development
    yet; the newest first."""
    builders = {development.owner_id, development.contractor_id}
    mine = builders & actor.organisations_as(Role.BUYER)
    wanted: Select[Any] = select(things).where(
        things.buyer_id.in_(mine),
        ~select(DevelopmentLink.id).where(_key(things) == things.id).exists(),
    )
    if things is Contract:
        wanted = wanted.where(Contract.state == ContractState.SIGNED)
    return stretch_of(wanted, (things.id,), beside, descending=True)


def link_of(tender_id: UUID | None, contract_id: UUID | None) -> DevelopmentLink | None:
    """The link of a tender, or of a contract, to whatever development it belongs."""
    wanted = select(DevelopmentLink).where(
        DevelopmentLink.contract_id == contract_id
        if tender_id is None
        else DevelopmentLink.tender_id == tender_id
    )
    return db.session.scalars(wanted).one_or_none()


def developments_above(
    contracts: Sequence[Contract], developments: Sequence[Development]
) -> Mapping[UUID, UUID]:
    """Of which of these developments each of these contracts is a part, as it is shown or as the
    package says that it came of: two queries."""
    ids, among = [row.id for row in contracts], [row.id for row in developments]
    return {
        contract_id: development_id
        for of in (Package, DevelopmentLink)
        for contract_id, development_id in db.session.execute(
            select(of.contract_id, of.development_id).where(
                of.contract_id.in_(ids), of.development_id.in_(among)
            )
        )
        if contract_id and development_id
    }


@dataclass(frozen=True, slots=True)
class Showing:
    """The development with which a contract is shown, or could be."""

    development: Development
    link: DevelopmentLink | None
    """None where it is not shown."""
    by_itself: bool
    """Whether it is shown once both have signed, without anybody saying so."""


def showing_of(contract: Contract) -> Showing | None:
    """The one it is shown with, else the one of the package that it came of: three queries."""
    link = link_of(None, contract.id)
    package = db.session.scalars(
        select(Package).where(Package.contract_id == contract.id)
    ).one_or_none()
    key = link.development_id if link else package.development_id if package else None
    if key is None:
        return None
    by_itself = package is not None and package.shows_its_contract
    return Showing(db.session.get_one(Development, key), link, by_itself)


def link_seen_by(actor: Actor, development_id: UUID, link_id: UUID) -> Select[DevelopmentLink]:
    """One link of a development, where the person may read of that, or of the contract: its supplier
    takes it off a development, too, that is not published."""
    developments = developments_visible_to(actor).with_only_columns(Development.id)
    contracts = contracts_visible_to(actor).with_only_columns(Contract.id)
    return select(DevelopmentLink).where(
        DevelopmentLink.id == link_id,
        DevelopmentLink.development_id == development_id,
        or_(
            DevelopmentLink.development_id.in_(developments),
            DevelopmentLink.contract_id.in_(contracts),
        ),
    )


def _key(things: Things) -> Any:
    return DevelopmentLink.tender_id if things is Tender else DevelopmentLink.contract_id


def _sides_of(thing: Tender | Contract) -> Sequence[UUID]:
    if isinstance(thing, Contract):
        return [thing.buyer_id, thing.supplier_id]
    return [thing.buyer_id]
