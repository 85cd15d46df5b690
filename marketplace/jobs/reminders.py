"""Reminders: two banking days before an invoice is due, on the day, and once it is overdue."""

from uuid import UUID

from marketplace.access import SYSTEM
from marketplace.actions.reminders import remind_of_invoice
from marketplace.jobs import job


@job
def send_reminder(outbox_id: UUID, invoice_id: str, kind: str) -> None:
    """Remind the buyer, unless the invoice was paid meanwhile."""
    remind_of_invoice(SYSTEM, UUID(invoice_id), kind=kind, outbox_id=outbox_id)
