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
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A sum passed on out of an invoice, and where its receiver stood on the day of a payment."""

    deduction: SubcontractDeduction
    standing: SubcontractTradedFrom

    @property
    def amount(self) -> Money:
        """Of the whole invoice, without VAT."""
        return self.deduction.amount


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """One allocation with all that its lines are worked out from.

    ``before`` had been received on the invoice.
    """

    allocation: Allocation
    payment: Payment
    invoice: Invoice
    contract: Contract
    before: Money
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
            net=self.invoice.net,
            on=self.allocation.counts_on,
            theme=self.contract.theme,
            assurance=Assurance.PLATFORM_VERIFIED,
        )
        onward = [
            (
                MoneyHolder(subcontract.deduction.organisation_id, subcontract.standing.counted_in),
                subcontract.amount,
            )
            for subcontract in self.passed_on
        ]
        return payment_entries(whole, *self._sums, onward)

    @property
    def net(self) -> Money:
        """What it brings without VAT, to whomever it goes. Refuses as ``entries`` does."""
        return net_part(self.invoice.net, *self._sums) if self.invoice.gross else Money(0)

    @property
    def standings(self) -> Mapping[UUID, TradedFrom]:
        """Where each organisation of ``entries`` stood on the day."""
        onward: dict[UUID, TradedFrom] = {
            subcontract.deduction.organisation_id: subcontract.standing
            for subcontract in self.passed_on
        }
        return onward | {self.payment.payee_id: self.payment}

    def passed_on_to(self, organisation_id: UUID) -> Money:
        """What of the whole invoice goes to this enterprise."""
        return _sum(
            subcontract
            for subcontract in self.passed_on
            if subcontract.deduction.organisation_id == organisation_id
        )

    def taken_off_in(self, places: Iterable[str]) -> Money:
        """What of the whole invoice others are counted with in these places."""
        return _sum(
            subcontract
            for subcontract in self.passed_on
            if subcontract.standing.counted_in & set(places)
        )

    @property
    def not_known(self) -> Money:
        """What it brings to counted enterprises whose place is not known, and counts nowhere else."""
        if self.payment.counted_in:
            return Money(0)
        parts = passed_on_parts(
            (subcontract.amount for subcontract in self.passed_on), self.invoice.net, *self._sums
        )
        onward = [
            (subcontract.standing, part)
            for subcontract, part in zip(self.passed_on, parts, strict=True)
        ]
        if not self.payment.is_not_known:
            return Money.total(part for standing, part in onward if standing.is_not_known)
        counted = Money.total(part for standing, part in onward if standing.counted_in)
        return net_part(self.invoice.net, *self._sums) - counted

    @property
    def _sums(self) -> tuple[Money, Money, Money]:
        """What settles the invoice, what had come, and what comes now: with VAT."""
        return self.invoice.gross, self.before, self.allocation.amount


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
    before: dict[UUID, Money] = defaultdict(lambda: Money(0))
    for allocation, payment, invoice, contract in rows:
        stood = passed_on.get((invoice.id, payment.refunds_id or payment.id), ())
        yield ReceivedPart(allocation, payment, invoice, contract, before[invoice.id], stood)
        before[invoice.id] += allocation.amount


def _sum(passed_on: Iterable[PassedOn]) -> Money:
    return Money.total(subcontract.amount for subcontract in passed_on)
