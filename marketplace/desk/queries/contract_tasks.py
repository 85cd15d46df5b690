"""What waits on both sides of a contract, from its signatures to the money?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, exists, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, defer

from invoicing.billing.invoice import InvoiceState
from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.models.set_ups import SetUp
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task, standstill_note
from marketplace.engine.access import Role
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
from marketplace.payments.queries.invoices import Account, accounts_in, is_payable, with_sums
from procurement.assessment.award import AwardState
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.ground.money import Money


def contract_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _contracts(Role.BUYER)
    yield _contracts(Role.OWNER)
    yield _set_ups()
    yield _milestones(Role.BUYER)
    yield _milestones(Role.FINANCE)
    yield _invoices_to_pay()
    yield _invoices_owed()
    yield _payments_asked_back()
    yield _bank_changes()


def _contracts(who: Role) -> Asked:
    """To sign, for a buyer or for an owner of the supplier."""
    side, signed_at = Contract.supplier_id, Contract.supplier_signed_at
    if who is Role.BUYER:
        side, signed_at = Contract.buyer_id, Contract.buyer_signed_at
    wanted = (
        select(side, Contract.title, Contract.id, Award.standstill_ends_on)
        .outerjoin(Award, Award.id == Contract.award_id)
        .where(
            Contract.state == ContractState.AWAITING_SIGNATURE,
            side.in_(READER.organisations_as(who)),
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

    return Asked(wanted, kind, told)


def _set_ups() -> Asked:
    """Suppliers of whom nobody has said yet since when the buyer’s own system can pay them."""
    pairs = _signed_pairs()
    is_said = exists().where(
        SetUp.buyer_id == pairs.c.buyer_id, SetUp.supplier_id == pairs.c.supplier_id
    )
    first = (
        select(Contract.title, Contract.id)
        .where(
            Contract.state == ContractState.SIGNED,
            Contract.buyer_id == pairs.c.buyer_id,
            Contract.supplier_id == pairs.c.supplier_id,
        )
        .order_by(Contract.prepared_at)
        .limit(1)
        .lateral()
    )
    wanted = (
        select(pairs.c.buyer_id, first.c.title, first.c.id)
        .join(first, true())
        .where(~is_said)
        .order_by(pairs.c.buyer_id, pairs.c.supplier_id)
    )
    words = "Set up the supplier in your own system, and say since when you can pay it"
    kind = Kind(Role.FINANCE, words, "set_up.record", "contracts.read")

    def told(title: str, contract_id: UUID) -> Task:
        return kind.task(title, contract_id)

    return Asked(wanted, kind, told)


def _signed_pairs() -> CTE:
    """Each buyer of the reader with each supplier it has signed with: from one pair the index leads
    to the next, past all contracts of the first, however many those are."""
    pair = (Contract.buyer_id, Contract.supplier_id)
    one = (
        select(*pair)
        .where(
            Contract.state == ContractState.SIGNED,
            Contract.buyer_id.in_(READER.organisations_as(Role.FINANCE)),
        )
        .order_by(*pair)
        .limit(1)
    )
    pairs = select(one.subquery()).cte("signed_pairs", recursive=True)
    following = one.where(tuple_(*pair) > tuple_(pairs.c.buyer_id, pairs.c.supplier_id)).lateral()
    return pairs.union_all(select(following).select_from(pairs).join(following, true()))


def _milestones(who: Role) -> Asked:
    """To accept, for the buyer; to invoice, for whoever sends the invoices of the contract."""
    side, state = Contract.supplier_id, MilestoneState.ACCEPTED
    words, verb = "Send the invoice", "milestone.invoice"
    if who is Role.BUYER:
        side, state = Contract.buyer_id, MilestoneState.CLAIMED
        words, verb = "Accept or return the finished work", "milestone.accept"
    wanted = (
        select(side, Milestone.title, Contract.title, Contract.id, Milestone.amount)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(Milestone.state == state, side.in_(READER.organisations_as(who)))
        .order_by(Milestone.claimed_at, Milestone.id)
    )
    kind = Kind(who, words, verb, "contracts.read")

    def told(title: str, contract: str, contract_id: UUID, amount: Money) -> Task:
        price = None if who is Role.BUYER else amount
        return kind.task(f"{title} – {contract}", contract_id, amount=price)

    return Asked(wanted, kind, told)


def _invoices_to_pay() -> Asked:
    """What is disputed in part stays due for the rest; what is on its way waits for nobody."""
    is_on_its_way = exists().where(
        Checkout.invoice_id == Invoice.id, Checkout.state == CheckoutState.PROCESSING
    )
    is_wanted = (Invoice.state == InvoiceState.SENT) | is_payable()
    wanted = _invoices(
        Invoice.buyer_id, "supplier", Invoice.state.in_(OPEN), ~is_on_its_way, is_wanted
    )
    say = "Approve, dispute or pay invoices"
    kind = Kind(Role.FINANCE, say, "payment.record", "invoices.read")
    pay = replace(kind, words="Pay invoice")
    approve = replace(kind, words="Approve or dispute invoice", verb="invoice.approve")

    def told(supplier: str, is_late: bool, *row: Any) -> Task:
        [account] = accounts_in([row])
        one = approve if account.invoice.state is InvoiceState.SENT else pay
        return _invoice(one, f"of {supplier}", account, is_late=is_late)

    return Asked(wanted, kind, told)


def _invoices_owed() -> Asked:
    is_disputed = Invoice.state == InvoiceState.DISPUTED
    is_asked_about = Invoice.state.in_(OPEN) & ((Invoice.due_on < TODAY) | is_disputed)
    wanted = _invoices(Invoice.supplier_id, "buyer", is_asked_about)
    say = "Ask about late or disputed invoices"
    kind = Kind(Role.FINANCE, say, "invoice.read", "invoices.read")
    ask = replace(kind, words="Ask about late invoice")
    answer = replace(kind, words="Answer the dispute on invoice", verb="dispute.answer")

    def told(buyer: str, is_late: bool, *row: Any) -> Task:
        [account] = accounts_in([row])
        one = answer if account.invoice.state is InvoiceState.DISPUTED else ask
        return _invoice(one, f"to {buyer}", account, is_late=is_late)

    return Asked(wanted, kind, told)


def _invoices(
    side: InstrumentedAttribute[UUID], other: str, *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """The soonest due first: whose it is; the other side, as its document names it, for each
    supplier numbers its own; whether it is late; and the invoice with its sums."""
    name = Invoice.document[(other, "name")].astext
    return (
        with_sums(select(side, name, Invoice.due_on < TODAY, Invoice))
        .options(defer(Invoice.document, raiseload=True))
        .where(
            side.in_(READER.organisations_as(Role.FINANCE)),
            Invoice.kind == InvoiceKind.INVOICE,
            *conditions,
        )
        .order_by(Invoice.due_on, Invoice.id)
    )


def _invoice(kind: Kind, named: str, account: Account, *, is_late: bool) -> Task:
    """With what is still to be paid on it, or of a dispute with what is disputed."""
    row, amount = account.invoice, account.payable or account.outstanding
    if kind.verb == "dispute.answer":
        amount = account.outstanding - account.payable
    title = f"{row.number} {named}"
    return kind.task(title, row.id, row.due_on, is_late=is_late, amount=amount)


def _payments_asked_back() -> Asked:
    """What a payer's bank asks back of a card payment: the supplier answers at Stripe."""
    wanted = (
        select(
            Payment.payee_id, Payment.outside_reference, Payment.id,
            CardDispute.answer_by, CardDispute.amount,
        )
        .join(CardDispute, CardDispute.payment_id == Payment.id)
        .where(
            Payment.payee_id.in_(READER.organisations_as(Role.FINANCE)),
            CardDispute.state == CardDisputeState.OPEN,
        )
        .order_by(CardDispute.answer_by, CardDispute.id)
    )  # fmt: skip
    say = "Answer at Stripe the bank that asks for a payment back"
    kind = Kind(Role.FINANCE, say, "payment.read", "invoices.read")

    def told(reference: str, payment_id: UUID, until: date | None, amount: Money) -> Task:
        return kind.task(reference, payment_id, until, amount=amount)

    return Asked(wanted, kind, told)


def _bank_changes() -> Asked:
    of = BankAccount.organisation_id
    wanted = (
        select(of, BankAccount.ending, of)
        .where(
            of.in_(READER.organisations_as(Role.FINANCE)),
            BankAccount.confirmed_at.is_(None),
            BankAccount.replaced_at.is_(None),
            BankAccount.proposed_by != READER.person_id,
        )
        .order_by(BankAccount.id)
    )
    verb = "bank_account.confirm"
    kind = Kind(Role.FINANCE, "Confirm or refuse the new bank account", verb, verb)

    def told(ending: str, organisation_id: UUID) -> Task:
        return kind.task(f"ending {ending}", organisation_id)

    return Asked(wanted, kind, told)
