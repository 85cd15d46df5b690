"""A tender or contract is shown with a development, or no more."""

from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.links import link_of
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal


@action("link.add")
def add_link(
    act: Act,
    development: Development,
    *,
    tender_id: UUID | None = None,
    contract_id: UUID | None = None,
) -> DevelopmentLink:
    """Show a tender or a signed contract, of the developer or the main contractor, with it.

    The supplier of a contract is told what everybody will read, and can take it off. Refuses what
    belongs to a development already.
    """
    if (tender_id is None) == (contract_id is None):
        raise NotThere("Tender or Contract")
    thing = _locked(act, development, tender_id, contract_id)
    if link_of(tender_id, contract_id) is not None:
        raise Refusal(f"“{thing.title}” belongs to a development already.")
    if isinstance(thing, Contract):
        _tell(act, Role.BID_WRITER, development, thing, "contract_shown")
    return act.add(
        DevelopmentLink(
            development_id=development.id,
            tender_id=tender_id,
            contract_id=contract_id,
            linked_at=act.now,
        )
    )


@action("link.follow")
def follow_link(act: Act, contract: Contract) -> None:
    """Show it with the development of the package that it was written from; both sides are told, and
    can take it off. Where only those invited could read the package, its buyer is asked instead.
    Nothing for one of no development, and for one that somebody has linked before."""
    wanted = (
        select(Development, Package)
        .join(Package, Package.development_id == Development.id)
        .where(Package.contract_id == contract.id)
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None or link_of(None, contract.id) is not None:
        return
    development, package = row
    if not package.shows_its_contract:
        _tell(act, Role.BUYER, development, contract, "contract_to_show")
        return
    for role in (Role.BUYER, Role.BID_WRITER):
        _tell(act, role, development, contract, "contract_shown")
    act.add(
        DevelopmentLink(development_id=development.id, contract_id=contract.id, linked_at=act.now)
    )


@action("link.remove")
def remove_link(act: Act, link: DevelopmentLink) -> None:
    """Show it there no more: for those who buy for the developer or the contractor, and, of a
    contract, for both its sides."""
    if not _may_remove(act, link):
        raise NotAllowed(act.verb)
    db.session.delete(link)


def _locked(
    act: Act, development: Development, tender_id: UUID | None, contract_id: UUID | None
) -> Tender | Contract:
    """The thing itself, which the person buys for one of the two."""
    wanted = (
        select(Tender).where(Tender.id == tender_id)
        if contract_id is None
        else select(Contract).where(
            Contract.id == contract_id, Contract.state == ContractState.SIGNED
        )
    )
    thing: Tender | Contract | None = db.session.scalars(wanted.with_for_update()).one_or_none()
    builders = {development.owner_id, development.contractor_id}
    if thing is None or thing.buyer_id not in builders:
        raise NotThere("Tender or Contract")
    if not act.actor.has(thing.buyer_id, Role.BUYER):
        raise NotThere("Tender or Contract")
    return thing


def _may_remove(act: Act, link: DevelopmentLink) -> bool:
    mine = act.actor.organisations_as(Role.BUYER, Role.BID_WRITER)
    development = db.session.get_one(Development, link.development_id)
    sides = {development.owner_id, development.contractor_id}
    if link.contract_id is not None:
        contract = db.session.get_one(Contract, link.contract_id)
        sides |= {contract.buyer_id, contract.supplier_id}
    return not mine.isdisjoint(sides)


def _tell(
    act: Act, role: Role, development: Development, contract: Contract, template: str
) -> None:
    """Everybody who buys for its buyer, or who bids for its supplier."""
    side = contract.buyer_id if role is Role.BUYER else contract.supplier_id
    for person_id in people_of([side], role):
        act.notify(
            person_id,
            template,
            title=contract.title,
            contract_id=contract.id,
            development=development.name,
            development_id=development.id,
        )
