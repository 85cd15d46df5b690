"""What waits on both sides of a contract, from its signatures to the money?

A constant number of queries, however many contracts, invoices and bank accounts.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from invoicing.billing.invoice import InvoiceState
from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.desk.queries.tasks import Task, standstill_note
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payments import (
    CardDispute,
    CardDisputeState,
    Checkout,
    CheckoutState,
    Payment,
)
from marketplace.payments.queries.invoice_lists import OPEN
from marketplace.payments.queries.invoices import Account, accounts
from procurement.assessment.award import AwardState
from procurement.contracts.contract import ContractState, MilestoneState


def contract_tasks(actor: Actor, today: date) -> Iterator[tuple[UUID, Task]]:
    """What waits in each organisation of the person, with its id."""
    yield from _contracts(actor)
    yield from _milestones(actor)
    yield from _invoices_to_pay(actor.organisations_as(Role.FINANCE), today)
    yield from _invoices_owed(actor.organisations_as(Role.FINANCE), today)
    yield from _payments_asked_back(actor.organisations_as(Role.FINANCE))
    yield from _bank_changes(actor)


def _contracts(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    buyers, suppliers = actor.organisations_as(Role.BUYER), actor.organisations_as(Role.OWNER)
    rows = db.session.execute(
        select(Contract, Award.standstill_ends_on)
        .outerjoin(Award, Award.id == Contract.award_id)
        .where(
            Contract.state == ContractState.AWAITING_SIGNATURE,
            Contract.buyer_id.in_(buyers) | Contract.supplier_id.in_(suppliers),
            # Before the award is published nobody can sign: its publication is the next step;
            # nor while a claim suspends it.
            Award.id.is_(None)
            | Award.published_on.is_not(None) & (Award.state != AwardState.SUSPENDED),
        )
    )
    for row, last in rows:
        for side, who, mine, signed_at in (
            (row.buyer_id, Role.BUYER, buyers, row.buyer_signed_at),
            (row.supplier_id, Role.OWNER, suppliers, row.supplier_signed_at),
        ):
            if side in mine and signed_at is None:
                words, note = "Sign the contract", standstill_note(last)
                yield side, Task(who, words, row.title, "contract.sign", row.id, note=note)


def _milestones(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    """To accept, for the buyer; to invoice, for whoever sends the invoices of the contract."""
    buyers, suppliers = actor.organisations_as(Role.BUYER), actor.organisations_as(Role.FINANCE)
    rows = db.session.execute(
        select(Milestone, Contract)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(
            (Milestone.state == MilestoneState.CLAIMED) & Contract.buyer_id.in_(buyers)
            | (Milestone.state == MilestoneState.ACCEPTED) & Contract.supplier_id.in_(suppliers)
        )
    )
    for row in rows:
        title = f"{row.Milestone.title} – {row.Contract.title}"
        if row.Milestone.state is MilestoneState.CLAIMED:
            yield (
                row.Contract.buyer_id,
                Task(
                    Role.BUYER,
                    "Accept or return the finished work",
                    title,
                    "milestone.accept",
                    row.Contract.id,
                ),
            )
        else:
            yield (
                row.Contract.supplier_id,
                Task(
                    Role.FINANCE,
                    "Send the invoice",
                    title,
                    "milestone.invoice",
                    row.Contract.id,
                    amount=row.Milestone.amount,
                ),
            )


def _invoices_to_pay(payers: Iterable[UUID], today: date) -> Iterator[tuple[UUID, Task]]:
    """What is disputed in part stays due for the rest; what is on its way waits for nobody."""
    is_on_its_way = exists().where(
        Checkout.invoice_id == Invoice.id, Checkout.state == CheckoutState.PROCESSING
    )
    for account in _accounts(Invoice.buyer_id.in_(payers), Invoice.state.in_(OPEN), ~is_on_its_way):
        buyer_id = account.invoice.buyer_id
        if account.invoice.state is InvoiceState.SENT:
            yield buyer_id, _invoice("Approve or dispute", "invoice.approve", account, today)
        elif account.payable:
            yield buyer_id, _invoice("Pay", "payment.record", account, today)


def _invoices_owed(payees: Iterable[UUID], today: date) -> Iterator[tuple[UUID, Task]]:
    is_disputed = Invoice.state == InvoiceState.DISPUTED
    late = (Invoice.state.in_(OPEN)) & (Invoice.due_on < today)
    for account in _accounts(Invoice.supplier_id.in_(payees), late | is_disputed):
        supplier_id = account.invoice.supplier_id
        if account.invoice.state is InvoiceState.DISPUTED:
            yield supplier_id, _invoice("Answer the dispute on", "dispute.answer", account, today)
        else:
            yield supplier_id, _invoice("Ask about late", "invoice.read", account, today)


def _accounts(*conditions: ColumnElement[bool]) -> Iterable[Account]:
    return accounts(select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE, *conditions))


def _invoice(words: str, verb: str, account: Account, today: date) -> Task:
    """With what is still to be paid on it; of a dispute, with what is disputed."""
    row = account.invoice
    is_dispute = verb == "dispute.answer" or not account.payable
    return Task(
        Role.FINANCE,
        f"{words} invoice",
        row.number,
        verb,
        row.id,
        row.due_on,
        row.due_on < today,
        account.outstanding - account.payable if is_dispute else account.payable,
    )


def _payments_asked_back(payees: Iterable[UUID]) -> Iterator[tuple[UUID, Task]]:
    """What a payer's bank asks back of a card payment: the supplier answers at Stripe."""
    rows = db.session.execute(
        select(CardDispute, Payment)
        .join(Payment, Payment.id == CardDispute.payment_id)
        .where(Payment.payee_id.in_(payees), CardDispute.state == CardDisputeState.OPEN)
    )
    for dispute, payment in rows:
        yield (
            payment.payee_id,
            Task(
                Role.FINANCE,
                "Answer at Stripe the bank that asks for a payment back",
                payment.outside_reference,
                "payment.read",
                payment.id,
                until=dispute.answer_by,
                amount=dispute.amount,
            ),
        )


def _bank_changes(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.scalars(
        select(BankAccount).where(
            BankAccount.organisation_id.in_(actor.organisations_as(Role.FINANCE)),
            BankAccount.confirmed_at.is_(None),
            BankAccount.replaced_at.is_(None),
            BankAccount.proposed_by != actor.person_id,
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.FINANCE,
                "Confirm or refuse the new bank account",
                f"ending {row.ending}",
                "bank_account.confirm",
                row.organisation_id,
            ),
        )
