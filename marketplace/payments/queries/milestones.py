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
from marketplace.organisations.queries.directory import listed
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoices import organisations_by_id


@dataclass(frozen=True, slots=True)
class MilestoneParts:
    """A milestone's price by the members' shares, in pence, and who they and the buyer are."""

    parts: Sequence[tuple[ContractShare, int]]
    members: Mapping[UUID, Organisation]


def parts_of(contract: Contract, milestone: Milestone) -> MilestoneParts:
    """Two queries, however many members."""
    shares = shares_of(contract.id)
    pence = split(milestone.amount.pence, [share.share for share in shares])
    return MilestoneParts(
        list(zip(shares, pence, strict=True)),
        organisations_by_id([contract.buyer_id, *(share.organisation_id for share in shares)]),
    )


def enterprises_to_pass_on_to(
    actor: Actor, invoice: Invoice, today: date
) -> Sequence[Organisation]:
    """The counted enterprises of the directory but for the supplier itself, by name."""
    return session.scalars(
        listed(actor, today, kind="enterprises").where(Organisation.id != invoice.supplier_id)
    ).all()
