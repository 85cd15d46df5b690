"""Money on its way: an invoice sent, approved and paid through the actions, at chosen days."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from invoicing.billing.vat import Vat
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.people import actor_for
from marketplace.payments.actions import invoices, payments
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Payment
from procurement.contracts.contract import MilestoneState
from procurement.ground.money import Money


def somebody(organisation_id: object, *roles: Role) -> object:
    """A person who holds one of these roles in an organisation."""
    person_id = db.session.scalars(
        select(Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_(roles))
        .order_by(Membership.person_id)
        .limit(1)
    ).one()
    return actor_for(person_id, "Somebody")


def sent(contract: Contract, **values: object) -> list[Invoice]:
    """The invoices of the contract's first milestone that can be invoiced."""
    ready = db.session.scalars(
        select(Milestone)
        .where(Milestone.contract_id == contract.id, Milestone.state == MilestoneState.ACCEPTED)
        .order_by(Milestone.number)
        .limit(1)
    ).one()
    actor = somebody(contract.supplier_id, Role.OWNER, Role.FINANCE)
    db.session.remove()
    return invoices.invoice_milestone(
        actor, contract.id, milestone_id=ready.id, **{"vat": Vat.STANDARD, **values}
    )


def paid(
    rows: Sequence[Invoice],
    *,
    reference: str = "BACS 1",
    on: date | None = None,
    parts: Sequence[str] = (),
) -> list[Payment]:
    """Record one bank transfer for the invoices: each in full, or the parts in pounds."""
    actor = somebody(rows[0].buyer_id, Role.FINANCE, Role.OWNER)
    sums = [Money.parse(part) for part in parts] or [row.gross for row in rows]
    chosen = {row.id: part for row, part in zip(rows, sums, strict=True)}
    on = on or clock.today()
    db.session.remove()
    return payments.record_payment(
        actor, min(chosen), reference=reference, paid_on=on, parts=chosen
    )


def disputed_whole(invoice_id: UUID) -> None:
    """The buyer disputes all of an invoice, so that nothing of it is to be paid now."""
    with db.transaction():
        invoice = db.session.get_one(Invoice, invoice_id)
        invoice.state, invoice.disputed = InvoiceState.DISPUTED, invoice.gross
        invoice.disputed_at, invoice.disputed_because = clock.now(), "Nothing came."
