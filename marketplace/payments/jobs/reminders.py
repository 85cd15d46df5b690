"""Reminders: two banking days before an invoice is due, on the day, and once it is overdue."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.payments.actions.reminders import remind_of_invoice


@job
def send_reminder(outbox_id: UUID, invoice_id: str, kind: str) -> None:
    """Remind the buyer, unless the invoice was paid meanwhile."""
    with once_for(outbox_id):
        remind_of_invoice(SYSTEM, UUID(invoice_id), kind=kind)
