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
    is_in_its_finance,
    is_the_system,
    owns_it,
    supplies_it,
)


class HasPayee(Protocol):
    @property
    def payee_id(self) -> UUID: ...


def is_in_finance_of_its_organisation(actor: Actor, account: HasOrganisation) -> bool:
    return actor.has(account.organisation_id, Role.FINANCE)


def pays_others_for_it(actor: Actor, invoice: HasBothSides) -> bool:
    """Pays for the buyer and belongs to no supplier of it: nobody approves their own invoice."""
    return actor.has(invoice.buyer_id, Role.FINANCE) and not supplies_it(actor, invoice)


def invoices_for_its_supplier(actor: Actor, thing: HasSupplier) -> bool:
    return actor.has(thing.supplier_id, Role.FINANCE)


def receives_it(actor: Actor, payment: HasPayee) -> bool:
    return actor.has(payment.payee_id, Role.FINANCE)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "organisation.propose_bank": (owns_it, is_in_its_finance),
    "bank_account.confirm": (is_in_finance_of_its_organisation, is_broker),
    "bank_account.refuse": (is_in_finance_of_its_organisation, is_broker),
    "organisation.connect_stripe": (owns_it, is_in_its_finance),
    "organisation.keep_stripe_account": (is_the_system,),
    "contract.invoice_milestone": (invoices_for_its_supplier,),
    "invoice.approve": (pays_others_for_it,),
    "invoice.dispute": (pays_others_for_it,),
    "invoice.answer_dispute": (invoices_for_its_supplier,),
    "invoice.resolve": (pays_others_for_it,),
    "invoice.credit": (invoices_for_its_supplier,),
    "invoice.declare_subcontract": (invoices_for_its_supplier,),
    "invoice.record_payment": (pays_others_for_it,),
    "invoice.begin_checkout": (pays_others_for_it,),
    "checkout.open": (is_the_system,),
    "checkout.settle": (is_the_system,),
    "checkout.expire": (is_the_system,),
    "invoice.render": (is_the_system,),
    "invoice.remind": (is_the_system,),
    "payment.refund": (receives_it, is_the_system),
}
