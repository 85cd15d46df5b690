"""What waits on both sides of a contract, from its signatures to the money?

A constant number of queries, however many contracts, invoices and bank accounts; and one more for
each kind of which there are many.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from invoicing.billing.invoice import InvoiceState
from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.desk.queries.tasks import (
    Kind,
    Owned,
    Task,
    rest,
    standstill_note,
    tasks_of,
    the_first,
)
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
from marketplace.payments.queries.invoices import Account, accounts, is_payable
from procurement.assessment.award import AwardState
from procurement.contracts.contract import ContractState, MilestoneState


def contract_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """What waits in each organisation of the person, with its id."""
    finance = actor.organisations_as(Role.FINANCE)
    yield from _contracts(actor.organisations_as(Role.BUYER), Role.BUYER)
    yield from _contracts(actor.organisations_as(Role.OWNER), Role.OWNER)
    yield from _milestones(actor.organisations_as(Role.BUYER), Role.BUYER)
    yield from _milestones(finance, Role.FINANCE)
    yield from _invoices_to_pay(finance, today)
    yield from _invoices_owed(finance, today)
    yield from _payments_asked_back(finance)
    yield from _bank_changes(actor)


def _contracts(mine: frozenset[UUID], who: Role) -> Iterator[Owned]:
    """To sign, for a buyer or for an owner of the supplier."""
    side, signed_at = Contract.supplier_id, Contract.supplier_signed_at
    if who is Role.BUYER:
        side, signed_at = Contract.buyer_id, Contract.buyer_signed_at
    wanted = (
        select(side, Contract.title, Contract.id, Award.standstill_ends_on)
        .outerjoin(Award, Award.id == Contract.award_id)
        .where(
            Contract.state == ContractState.AWAITING_SIGNATURE,
            side.in_(mine),
            signed_at.is_(None),
            # Before the award is published nobody can sign: its publication is the next step;
            # nor while a claim suspends it.
            Award.id.is_(None)
            | Award.published_on.is_not(None) & (Award.state != AwardState.SUSPENDED),
        )
        .order_by(Contract.prepared_at)
    )
    kind = Kind(who, "Sign the contract", "contract.sign", "contracts.read")

    def told(title: str, contract_id: UUID, last: date | None) -> Task:
        return kind.task(title, contract_id, note=standstill_note(last))

    yield from tasks_of(wanted, mine, kind, told)


def _milestones(mine: frozenset[UUID], who: Role) -> Iterator[Owned]:
    """To accept, for the buyer; to invoice, for whoever sends the invoices of the contract."""
    side, state = Contract.supplier_id, MilestoneState.ACCEPTED
    words, verb = "Send the invoice", "milestone.invoice"
    if who is Role.BUYER:
        side, state = Contract.buyer_id, MilestoneState.CLAIMED
        words, verb = "Accept or return the finished work", "milestone.accept"
    wanted = (
        select(side, Milestone, Contract.title)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(Milestone.state == state, side.in_(mine))
        .order_by(Milestone.claimed_at, Milestone.id)
    )
    kind = Kind(who, words, verb, "contracts.read")

    def told(row: Milestone, contract: str) -> Task:
        amount = None if who is Role.BUYER else row.amount
        return kind.task(f"{row.title} – {contract}", row.contract_id, amount=amount)

    yield from tasks_of(wanted, mine, kind, told)


def _invoices_to_pay(payers: Collection[UUID], today: date) -> Iterator[Owned]:
    """What is disputed in part stays due for the rest; what is on its way waits for nobody."""
    is_on_its_way = exists().where(
        Checkout.invoice_id == Invoice.id, Checkout.state == CheckoutState.PROCESSING
    )
    is_wanted = (Invoice.state == InvoiceState.SENT) | is_payable()
    wanted = _invoices(
        Invoice.buyer_id.in_(payers), Invoice.state.in_(OPEN), ~is_on_its_way, is_wanted
    )
    rows = accounts(the_first(wanted))
    for account in rows:
        words, verb = "Pay", "payment.record"
        if account.invoice.state is InvoiceState.SENT:
            words, verb = "Approve or dispute", "invoice.approve"
        yield account.invoice.buyer_id, _invoice(words, verb, account, today)
    buyers = [account.invoice.buyer_id for account in rows]
    words = "Approve, dispute or pay invoices"
    side, who, verb = Invoice.buyer_id, Role.FINANCE, "invoices.read"
    yield from rest(wanted, side, payers, buyers, who=who, words=words, verb=verb)


def _invoices_owed(payees: Collection[UUID], today: date) -> Iterator[Owned]:
    is_disputed = Invoice.state == InvoiceState.DISPUTED
    late = (Invoice.state.in_(OPEN)) & (Invoice.due_on < today)
    wanted = _invoices(Invoice.supplier_id.in_(payees), late | is_disputed)
    rows = accounts(the_first(wanted))
    for account in rows:
        words, verb = "Ask about late", "invoice.read"
        if account.invoice.state is InvoiceState.DISPUTED:
            words, verb = "Answer the dispute on", "dispute.answer"
        yield account.invoice.supplier_id, _invoice(words, verb, account, today)
    suppliers = [account.invoice.supplier_id for account in rows]
    words = "Ask about late or disputed invoices"
    side, who, verb = Invoice.supplier_id, Role.FINANCE, "invoices.read"
    yield from rest(wanted, side, payees, suppliers, who=who, words=words, verb=verb)


def _invoices(*conditions: ColumnElement[bool]) -> Select[Invoice]:
    """The soonest due first."""
    return (
        select(Invoice)
        .where(Invoice.kind == InvoiceKind.INVOICE, *conditions)
        .order_by(Invoice.due_on, Invoice.id)
    )


def _invoice(words: str, verb: str, account: Account, today: date) -> Task:
    """With the other side, for each supplier numbers its own; and with what is still to be paid on it,
    or of a dispute with what is disputed."""
    row = account.invoice
    pays = verb in ("payment.record", "invoice.approve")
    is_dispute = verb == "dispute.answer" or not account.payable
    return Task(
        Role.FINANCE,
        f"{words} invoice",
        f"{row.number} of {account.supplier}" if pays else f"{row.number} to {account.buyer}",
        verb,
        row.id,
        row.due_on,
        row.due_on < today,
        account.outstanding - account.payable if is_dispute else account.payable,
    )


def _payments_asked_back(payees: Iterable[UUID]) -> Iterator[Owned]:
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


def _bank_changes(actor: Actor) -> Iterator[Owned]:
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
