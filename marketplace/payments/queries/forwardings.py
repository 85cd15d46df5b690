"""How much did a host receive under a contract for a group, and how much has it forwarded?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from invoicing.payments.forwarding import ForwardingState
from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.payments.models.forwardings import Forwarding
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Forwarded:
    """With VAT. ``said`` waits for the group’s word; what it denied, and what the host took back, is
    in none of these."""

    received: Money
    said: Money
    confirmed: Money

    @property
    def left(self) -> Money:
        """What the host still holds by what it says; below nothing where it gave money back."""
        return self.received - self.said - self.confirmed


def forwarded_under(contract_id: UUID) -> Forwarded:
    """The sums of one contract: two queries."""
    received = db.session.scalar(
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Invoice.contract_id == contract_id)
    )
    sums = dict(
        db.session.execute(
            select(Forwarding.state, func.sum(Forwarding.amount))
            .where(Forwarding.contract_id == contract_id)
            .group_by(Forwarding.state)
        ).all()
    )
    none = Money(0)
    return Forwarded(
        received or none,
        sums.get(ForwardingState.SAID, none),
        sums.get(ForwardingState.CONFIRMED, none),
    )


def forwardings_under(contract_id: UUID, beside: Beside) -> Stretch[tuple[Forwarding]]:
    """One page of what was forwarded, the newest first."""
    wanted = select(Forwarding).where(Forwarding.contract_id == contract_id)
    return stretch_of(wanted, (Forwarding.id,), beside, descending=True)


def forwarding_seen_by(actor: Actor, forwarding_id: UUID) -> Select[Forwarding]:
    """One, where the person reads its contract."""
    read = contracts_visible_to(actor).with_only_columns(Contract.id)
    return select(Forwarding).where(
        Forwarding.id == forwarding_id, Forwarding.contract_id.in_(read)
    )
