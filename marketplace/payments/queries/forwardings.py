"""How much did a host receive under a contract for a group, and how much has it forwarded?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from invoicing.payments.forwarding import ForwardingState
from invoicing.payments.payment_word import PaymentState
from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.payments.models.forwardings import Forwarding
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Payment
from marketplace.payments.queries.invoices import as_money
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Forwarded:
    """With VAT. ``said`` waits for the group’s word; what it denied, and what the host took back, is
    in none of these."""

    received: Money
    by_word: Money
    """What of it was paid by the word of its payer alone."""
    said: Money
    confirmed: Money

    @property
    def left(self) -> Money:
        """What the host still holds by what it says."""
        return max(self.received - self.said - self.confirmed, Money(0))

    @property
    def beyond(self) -> Money:
        """What is noted as forwarded and was not paid: a payment was denied or given back since, or
        one sum is noted twice."""
        return max(self.said + self.confirmed - self.received, Money(0))


def forwarded_under(contract_id: UUID) -> Forwarded:
    """The sums of one contract: two queries."""
    is_word = and_(Payment.state == PaymentState.SAID, Payment.amount > Money(0))
    received, by_word = db.session.execute(
        select(
            func.coalesce(func.sum(Allocation.amount), 0),
            func.coalesce(func.sum(Allocation.amount).filter(is_word), 0),
        )
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Invoice.contract_id == contract_id)
    ).one()
    sums = dict(
        db.session.execute(
            select(Forwarding.state, func.sum(Forwarding.amount))
            .where(Forwarding.contract_id == contract_id)
            .group_by(Forwarding.state)
        ).all()
    )
    none = Money(0)
    return Forwarded(
        as_money(received),
        as_money(by_word),
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
