"""Who may send, approve, dispute and pay an invoice, and say where money goes?"""

from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    HasBothSides,
    HasOrganisation,
    HasSupplier,
    Predicate,
    Role,
    is_broker,
    is_broker_outside_its_organisation,
    is_in_its_finance,
    is_the_system,
    owns_it,
    supplies_it,
)


class HasPayee(Protocol):
    @property
    def payee_id(self) -> UUID: ...


class HasPayer(Protocol):
    @property
    def payer_id(self) -> UUID: ...


class HasEnds(Protocol):
    @property
    def sender_id(self) -> UUID: ...
    @property
    def receiver_id(self) -> UUID: ...


def is_in_finance_of_its_organisation(actor: Actor, account: HasOrganisation) -> bool:
    return actor.has(account.organisation_id, Role.FINANCE)


def pays_others_for_it(actor: Actor, invoice: HasBothSides) -> bool:
    """Pays for the buyer and belongs to no supplier of it: nobody approves their own invoice."""
    return actor.has(invoice.buyer_id, Role.FINANCE) and not supplies_it(actor, invoice)


def invoices_for_its_supplier(actor: Actor, thing: HasSupplier) -> bool:
    return actor.has(thing.supplier_id, Role.FINANCE)


def receives_it(actor: Actor, payment: HasPayee) -> bool:
    return actor.has(payment.payee_id, Role.FINANCE)


def is_owed_it(actor: Actor, repayment: HasPayer) -> bool:
    return actor.has(repayment.payer_id, Role.FINANCE)


def should_have_got_it(actor: Actor, payment: HasEnds) -> bool:
    return actor.has(payment.receiver_id, Role.FINANCE)


def says_it_was_sent(actor: Actor, payment: HasEnds) -> bool:
    return actor.has(payment.sender_id, Role.FINANCE)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "bank_account.propose": (owns_it, is_in_its_finance),
    "bank_account.confirm": (is_in_finance_of_its_organisation, is_broker),
    "bank_account.hasten": (
        is_in_finance_of_its_organisation,
        is_broker_outside_its_organisation,
    ),
    "bank_account.refuse": (is_in_finance_of_its_organisation, is_broker),
    "stripe_account.connect": (owns_it, is_in_its_finance),
    "stripe_account.keep": (is_the_system,),
    "stripe_account.sweep": (is_the_system,),
    "number_series.choose": (owns_it, is_in_its_finance),
    "compliance_notice.prepare": (owns_it, is_in_its_finance),
    "compliance_notice.record": (owns_it, is_in_its_finance),
    "milestone.invoice": (invoices_for_its_supplier,),
    "invoicing.agree": (is_in_finance_of_its_organisation,),
    "invoicing.withdraw": (is_in_finance_of_its_organisation,),
    "invoice.approve": (pays_others_for_it,),
    "invoice.dispute": (pays_others_for_it,),
    "dispute.answer": (invoices_for_its_supplier,),
    "dispute.resolve": (pays_others_for_it,),
    "invoice.credit": (invoices_for_its_supplier,),
    "subcontract.declare": (invoices_for_its_supplier,),
    "payment.record": (pays_others_for_it,),
    "checkout.begin": (pays_others_for_it,),
    "checkout.open": (is_the_system,),
    "checkout.settle": (is_the_system,),
    "checkout.process": (is_the_system,),
    "checkout.fail": (is_the_system,),
    "checkout.expire": (is_the_system,),
    "card_refund.follow": (is_the_system,),
    "card_refund.check": (is_the_system,),
    "card_refund.refuse": (is_the_system,),
    "card_dispute.follow": (is_the_system,),
    "rendering.keep": (is_the_system,),
    "invoice.remind_of": (is_the_system,),
    "payment.confirm": (should_have_got_it,),
    "payment.deny": (should_have_got_it,),
    "payment.take_back": (says_it_was_sent,),
    "repayment.ask": (is_owed_it,),
    "repayment.set_off": (is_owed_it,),
    "payment.refund": (receives_it,),
    "forwarding.record": (invoices_for_its_supplier,),
    "forwarding.take_back": (invoices_for_its_supplier,),
    "forwarding.confirm": (is_in_finance_of_its_organisation,),
    "forwarding.deny": (is_in_finance_of_its_organisation,),
}

ASKED_AGAIN = frozenset(
    {
        "bank_account.propose",
        "bank_account.confirm",
        "bank_account.hasten",
        "stripe_account.connect",
        "invoice.approve",
        "payment.record",
        "checkout.begin",
        "payment.confirm",
        "repayment.set_off",
        "payment.refund",
        "forwarding.record",
        "forwarding.confirm",
    }
)
"""Before these a person uses a second factor again."""
