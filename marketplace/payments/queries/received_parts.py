"""Which part of an invoice's net sum did each payment bring, to whom, and how was it worked out?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select

from invoicing.economy.local_economy import (
    Assurance,
    Entry,
    MoneyHolder,
    MoneyStage,
    Movement,
    Source,
)
from invoicing.economy.payment_entries import net_part, passed_on_parts, payment_entries
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.payments.models.invoices import (
    Invoice,
    SubcontractDeduction,
    SubcontractTradedFrom,
)
from marketplace.payments.models.payments import Allocation, Payment, TradedFrom


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A sum passed on out of an invoice, and where its receiver stood on the day of a payment."""

    deduction: SubcontractDeduction
    standing: SubcontractTradedFrom

    @property
    def pence(self) -> int:
        """Of the whole invoice, without VAT."""
        return self.deduction.amount.pence


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """One allocation with all that its lines are worked out from.

    ``before_pence`` had been received on the invoice.
    """

    allocation: Allocation
    payment: Payment
    invoice: Invoice
    contract: Contract
    before_pence: int
    passed_on: Sequence[PassedOn]

    def entries(self) -> tuple[Entry[UUID], ...]:
        """The lines it makes in the ledger. Refuses sums that cannot be (see ``net_part``)."""
        if not self.invoice.gross:
            return ()
        whole = Movement(
            stage=MoneyStage.RECEIVED,
            proof=f"allocation {self.allocation.id}",
            source=Source.CONTRACT,
            chain=(MoneyHolder(self.payment.payer_id),),
            receiver=MoneyHolder(self.payment.payee_id, self.payment.counted_in),
            net_pence=self.invoice.net.pence,
            on=self.allocation.counts_on,
            theme=self.contract.theme,
            assurance=Assurance.PLATFORM_VERIFIED,
        )
        onward = [
            (
                MoneyHolder(subcontract.deduction.organisation_id, subcontract.standing.counted_in),
                subcontract.pence,
            )
            for subcontract in self.passed_on
        ]
        return payment_entries(whole, *self._sums, onward)

    @property
    def standings(self) -> Mapping[UUID, TradedFrom]:
        """Where each organisation of ``entries`` stood on the day."""
        onward: dict[UUID, TradedFrom] = {
            subcontract.deduction.organisation_id: subcontract.standing
            for subcontract in self.passed_on
        }
        return onward | {self.payment.payee_id: self.payment}

    def passed_on_to(self, organisation_id: UUID) -> int:
        """Pence of the whole invoice that go to this enterprise."""
        return _sum(
            subcontract
            for subcontract in self.passed_on
            if subcontract.deduction.organisation_id == organisation_id
        )

    def taken_off_in(self, places: Iterable[str]) -> int:
        """Pence of the whole invoice that others are counted with in these places."""
        return _sum(
            subcontract
            for subcontract in self.passed_on
            if subcontract.standing.counted_in & set(places)
        )

    @property
    def not_known_pence(self) -> int:
        """What it brings to counted enterprises whose place is not known, and counts nowhere else."""
        if self.payment.counted_in:
            return 0
        net_pence = self.invoice.net.pence
        parts = passed_on_parts(
            (subcontract.pence for subcontract in self.passed_on), net_pence, *self._sums
        )
        onward = [
            (subcontract.standing, pence)
            for subcontract, pence in zip(self.passed_on, parts, strict=True)
        ]
        if not self.payment.is_not_known:
            return sum(pence for standing, pence in onward if standing.is_not_known)
        counted = sum(pence for standing, pence in onward if standing.counted_in)
        return net_part(net_pence, *self._sums) - counted

    @property
    def _sums(self) -> tuple[int, int, int]:
        """What settles the invoice, what had come, and what comes now: pence with VAT."""
        return self.invoice.gross.pence, self.before_pence, self.allocation.amount.pence


def parts_received(chosen: ColumnElement[bool]) -> list[ReceivedPart]:
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
        .order_by(Invoice.id, Allocation.made_at, Allocation.id)
    ).all()
    return list(_in_order(rows, _passed_on({row.Invoice.id for row in rows})))


def _passed_on(invoice_ids: set[UUID]) -> dict[tuple[UUID, UUID], list[PassedOn]]:
    """By invoice and payment."""
    by_payment: dict[tuple[UUID, UUID], list[PassedOn]] = defaultdict(list)
    for deduction, standing in db.session.execute(
        select(SubcontractDeduction, SubcontractTradedFrom)
        .join(SubcontractTradedFrom, SubcontractTradedFrom.deduction_id == SubcontractDeduction.id)
        .where(SubcontractDeduction.invoice_id.in_(invoice_ids))
        .order_by(SubcontractDeduction.id)
    ):
        by_payment[deduction.invoice_id, standing.payment_id].append(PassedOn(deduction, standing))
    return by_payment


def _in_order(
    rows: Sequence[Row[Allocation, Payment, Invoice, Contract]],
    passed_on: Mapping[tuple[UUID, UUID], Sequence[PassedOn]],
) -> Iterator[ReceivedPart]:
    before: dict[UUID, int] = defaultdict(int)
    for allocation, payment, invoice, contract in rows:
        stood = passed_on.get((invoice.id, payment.refunds_id or payment.id), ())
        yield ReceivedPart(allocation, payment, invoice, contract, before[invoice.id], stood)
        before[invoice.id] += allocation.amount.pence


def _sum(passed_on: Iterable[PassedOn]) -> int:
    return sum(subcontract.pence for subcontract in passed_on)
