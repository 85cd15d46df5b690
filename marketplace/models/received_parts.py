"""Which part of an invoice's net sum did each payment bring, and how was it worked out?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from invoicing.local_economy import net_part
from marketplace import db
from marketplace.models.contracts import Contract
from marketplace.models.invoices import Invoice, SubcontractDeduction
from marketplace.models.payments import Allocation, Payment


@dataclass(frozen=True, slots=True)
class Part:
    """One allocation with all that its net sum is worked out from, in pence.

    ``before_pence`` had been received on the invoice; ``passed_on_pence`` goes from the
    invoice's net sum to other counted enterprises, as declared by the time of recording.
    """

    allocation: Allocation
    payment: Payment
    invoice: Invoice
    contract: Contract
    before_pence: int
    passed_on_pence: int

    @property
    def kept_pence(self) -> int:
        """What the enterprise keeps of the invoice's net sum."""
        return self.invoice.net.pence - self.passed_on_pence

    @property
    def net_pence(self) -> int:
        """What this allocation brings. Refuses sums that cannot be (see ``net_part``)."""
        return net_part(
            self.kept_pence,
            self.invoice.gross.pence,
            self.before_pence,
            self.allocation.amount.pence,
        )


def parts_received(chosen: ColumnElement[bool]) -> list[Part]:
    """The parts of every invoice that the condition chooses, in the order they came: two queries.

    The condition may speak of ``Invoice``; an invoice is always read with all its
    allocations, because each part depends on those before.
    """
    rows = db.session.execute(
        select(Allocation, Payment, Invoice, Contract)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(chosen)
        .order_by(Invoice.id, Payment.recorded_at, Allocation.id)
    ).all()
    return list(_in_order(rows, _deductions({row.Invoice.id for row in rows})))


def _deductions(invoice_ids: set[UUID]) -> dict[UUID, list[SubcontractDeduction]]:
    found: dict[UUID, list[SubcontractDeduction]] = defaultdict(list)
    for row in db.session.scalars(
        select(SubcontractDeduction).where(SubcontractDeduction.invoice_id.in_(invoice_ids))
    ):
        found[row.invoice_id].append(row)
    return found


def _in_order(
    rows: Sequence[Any], deductions: dict[UUID, list[SubcontractDeduction]]
) -> Iterator[Part]:
    before: dict[UUID, int] = defaultdict(int)
    for allocation, payment, invoice, contract in rows:
        passed_on = sum(
            row.amount.pence
            for row in deductions[invoice.id]
            if row.declared_at <= payment.recorded_at
        )
        yield Part(allocation, payment, invoice, contract, before[invoice.id], passed_on)
        before[invoice.id] += allocation.amount.pence
