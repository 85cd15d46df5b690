"""May a bank transfer be recorded as its payer says it was made?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from invoicing.billing.invoice import InvoiceState
from marketplace.engine.act import Act
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.bank_accounts import waits
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def check_record(
    act: Act,
    reference: str,
    paid_on: date,
    rows: Sequence[Invoice],
    parts: Mapping[UUID, Money],
) -> None:
    """Refuses what cannot be a payment of these invoices."""
    if not rows or any(row.kind is not InvoiceKind.INVOICE for row in rows):
        raise Refusal("Say which invoice was paid, and how much of it.", field="amount")
    if any(parts[row.id] <= Money(0) for row in rows):
        raise Refusal(
            "A payment is more than £0.00. For money that came back, the supplier records a refund."
        )
    if any(row.state is InvoiceState.CREDITED for row in rows):
        raise Refusal("This invoice was taken back by a credit note, so nothing is owed on it.")
    if not reference.strip():
        raise Refusal(
            "Give the reference of the bank transfer, as it stands on your statement.",
            field="reference",
        )
    if paid_on > act.today:
        raise Refusal("A payment can be recorded once it has been made.", field="paid_on")
    if any(paid_on < row.issued_on for row in rows):
        raise Refusal("That is before the invoice was issued. Check the date.", field="paid_on")


def refuse_while_it_waits(
    act: Act, paid_on: date, rows: Sequence[Invoice], into_earlier: Collection[UUID]
) -> None:
    """Refuses a payment into a new account before its first day.

    A transfer made before the change, or into the account that stood before, is recorded.
    """
    waiting = waits({row.supplier_id for row in rows}, act.today)
    names = names_of(waiting)
    for supplier_id, wait in waiting.items():
        went_before = paid_on < wait.confirmed_on
        went_elsewhere = supplier_id in into_earlier and wait.earlier is not None
        if not went_before and not went_elsewhere:
            raise Refusal(
                f"The new account of {names[supplier_id]}, ending {wait.ending}, may first be paid "
                f"into on {wait.payable_from:%-d %B %Y}. If the money has left already, ask your "
                "bank to stop it, and ring the supplier on a number you knew before. If it has "
                "arrived and is right, record it from that day on.",
                field="paid_on",
            )
