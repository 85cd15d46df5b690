"""Who invoices what part of a milestone, and whom may a part be passed on to?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoicing.ground.split import split
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import counted_enterprises, names_of
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoices import invoices_of, organisations_by_id
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class MilestoneParts:
    """A milestone's price by the members' shares, and who they and the buyer are."""

    parts: Sequence[tuple[ContractShare, Money]]
    members: Mapping[UUID, Organisation]


def milestone_parts(contract: Contract, milestone: Milestone) -> MilestoneParts:
    """Two queries, however many members."""
    parts = _split(contract, milestone)
    suppliers = [share.organisation_id for share, _ in parts]
    return MilestoneParts(parts, organisations_by_id([contract.buyer_id, *suppliers]))


@dataclass(frozen=True, slots=True)
class ShareDetails:
    """A member's part: of which contract, whose it is, and who leads."""

    contract: Contract
    member: Organisation
    lead: str


def share_details(share: ContractShare) -> ShareDetails:
    """Three queries."""
    contract = session.get_one(Contract, share.contract_id)
    return ShareDetails(
        contract,
        session.get_one(Organisation, share.organisation_id),
        names_of([contract.supplier_id])[contract.supplier_id],
    )


def parts_to_invoice(contract: Contract, milestone: Milestone) -> list[tuple[ContractShare, Money]]:
    """Each member's share of the milestone, without those already invoiced."""
    standing = {row.supplier_id for row in invoices_of([milestone.id])}
    return [
        (share, part)
        for share, part in _split(contract, milestone)
        if part and share.organisation_id not in standing
    ]


def _split(contract: Contract, milestone: Milestone) -> list[tuple[ContractShare, Money]]:
    shares = shares_of(contract.id)
    parts = split(milestone.amount, [share.share for share in shares])
    return list(zip(shares, parts, strict=True))


def enterprises_to_pass_on_to(
    actor: Actor, invoice: Invoice, today: date
) -> Sequence[Organisation]:
    """The counted enterprises of the directory but for the supplier itself, by name."""
    return session.scalars(
        counted_enterprises(actor, today).where(Organisation.id != invoice.supplier_id)
    ).all()
