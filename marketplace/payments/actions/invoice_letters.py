"""What goes out for an invoice: its documents, its reminders, and e-mails to both sides."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from invoicing.payments.late_payment import interest_starts
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.act import Act
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.law import known_holidays
from marketplace.payments.models.invoices import Invoice
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money

MORNING = time(9)
"""Reminders go out at nine in London."""


def render(act: Act, row: Invoice) -> None:
    """Ask for the XML and the PDF, made soon after."""
    act.enqueue("render_invoice", once=f"render:{row.id}", invoice_id=row.id)


def remind(act: Act, row: Invoice) -> None:
    """Plan the reminders that are still to come."""
    for kind, day in _reminders(row.due_on).items():
        at = london_moment(day, MORNING)
        if at > act.now:
            once = f"remind:{row.id}:{kind}"
            act.enqueue("send_reminder", at=at, once=once, invoice_id=row.id, kind=kind)


def _reminders(due_on: date) -> dict[str, date]:
    """Two banking days before the due date, on it, and on the day after."""
    holidays, before = known_holidays(), due_on
    for _ in range(2):
        before = holidays.working_day_on_or_before(date.fromordinal(before.toordinal() - 1))
    return {"before": before, "today": due_on, "overdue": interest_starts(due_on)}


def tell_of_arrival(act: Act, buyer_id: UUID, sent: Sequence[Invoice]) -> None:
    """Tell those who look after the buyer's money of the invoices for one milestone."""
    said = [
        {"number": row.number, "supplier": row.document["supplier"]["name"], "gross": row.gross}
        for row in sent
    ]
    tell_finance(
        act,
        [buyer_id],
        "invoice_received",
        invoice_id=sent[0].id,
        invoices=said,
        total=Money.total(row.gross for row in sent),
        is_with_vat=any(row.vat > Money(0) for row in sent),
        due_on=sent[0].due_on,
    )


def tell_of_sending(act: Act, contract: Contract, sent: Sequence[Invoice]) -> None:
    """Tell each member of the invoice that the lead has sent in its name."""
    others = [row for row in sent if row.supplier_id != contract.supplier_id]
    lead = names_of([contract.supplier_id])[contract.supplier_id] if others else ""
    for row in others:
        tell_supplier(
            act,
            row,
            "invoice_sent_for_you",
            lead=lead,
            title=contract.title,
            net=row.net,
            vat=row.vat,
            gross=row.gross,
            due_on=row.due_on,
        )


def tell_supplier(act: Act, invoice: Invoice, template: str, **values: object) -> None:
    """An e-mail to those who look after the supplier's money."""
    buyer = names_of([invoice.buyer_id])[invoice.buyer_id]
    tell_finance(
        act,
        [invoice.supplier_id],
        template,
        invoice_id=invoice.id,
        number=invoice.number,
        buyer=buyer,
        **values,
    )


def tell_buyer(act: Act, invoice: Invoice, template: str, **values: object) -> None:
    """An e-mail to those who look after the buyer's money."""
    tell_finance(
        act, [invoice.buyer_id], template, invoice_id=invoice.id, number=invoice.number, **values
    )
