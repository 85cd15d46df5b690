"""Who invoices what part of a milestone, and whom may a part be passed on to?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select

from invoicing.billing.invoice import InvoiceState
from invoicing.ground.split import split
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.access import Actor
from marketplace.engine.act import NotThere
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import counted_enterprises, names_of
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.invoices import organisations_by_id
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class MilestoneParts:
    """A milestone's price by the members' shares, and who they and the buyer are."""

    parts: Sequence[tuple[ContractShare, Money]]
    members: Mapping[UUID, Organisation]


def milestone_parts(contract: Contract, milestone: Milestone) -> MilestoneParts:
    """Two queries, however many members."""
    parts = _parts(milestone, shares_of(contract.id))
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


@dataclass(frozen=True, slots=True)
class MilestoneToInvoice:
    """A milestone, held until the transaction ends; and its price by the shares that have no
    invoice that stands."""

    milestone: Milestone
    parts: Sequence[tuple[ContractShare, Money]]
    versions: Mapping[UUID, int]
    """How many invoices each member has sent for it before, where there are any."""


def milestone_to_invoice(contract_id: UUID, milestone_id: UUID) -> MilestoneToInvoice:
    """One query. Raises NotThere."""
    rows = session.execute(_to_invoice(), {"key": milestone_id, "of_contract": contract_id}).all()
    if not rows:
        raise NotThere("Milestone")
    milestone = rows[0][0]
    shares = list(dict.fromkeys(share for _, share, _ in rows))
    sent = [invoice for _, _, invoice in rows if invoice is not None]
    standing = {row.supplier_id for row in sent if row.state is not InvoiceState.CREDITED}
    return MilestoneToInvoice(
        milestone,
        [
            (share, part)
            for share, part in _parts(milestone, shares)
            if part and share.organisation_id not in standing
        ],
        {row.supplier_id: row.version for row in sent},
    )


@cache
def _to_invoice() -> Select[Milestone, ContractShare, Invoice]:
    sent = and_(
        Invoice.milestone_id == Milestone.id,
        Invoice.supplier_id == ContractShare.organisation_id,
        Invoice.kind == InvoiceKind.INVOICE,
    )
    return (
        select(Milestone, ContractShare, Invoice)
        .join(ContractShare, ContractShare.contract_id == Milestone.contract_id)
        .outerjoin(Invoice, sent)
        .where(Milestone.id == bindparam("key"), Milestone.contract_id == bindparam("of_contract"))
        .order_by(ContractShare.position, Invoice.version)
        .with_for_update(of=Milestone)
        .execution_options(populate_existing=True)
    )


def _parts(
    milestone: Milestone, shares: Sequence[ContractShare]
) -> list[tuple[ContractShare, Money]]:
    parts = split(milestone.amount, [share.share for share in shares])
    return list(zip(shares, parts, strict=True))


def enterprises_to_pass_on_to(
    actor: Actor, invoice: Invoice, today: date
) -> Sequence[Organisation]:
    """The counted enterprises of the directory but for the supplier itself, by name."""
    return session.scalars(
        counted_enterprises(actor, today).where(Organisation.id != invoice.supplier_id)
    ).all()
