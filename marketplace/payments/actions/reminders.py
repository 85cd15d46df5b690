"""Reminding the buyer of an invoice that is due, or was."""

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import CheckoutState
from marketplace.payments.queries.checkouts import checkout_in_hand
from marketplace.payments.queries.invoices import Account, account_of, late_payment_on
from procurement.ground.refusal import Refusal


@action("invoice.remind_of")
def remind_of_invoice(act: Act, invoice: Invoice, *, kind: str) -> bool:
    """Remind the buyer's finance (``kind``: before, today, overdue); False where nothing is to be
    paid any more, only what is disputed, or a debit is on its way."""
    account, checkout = account_of(invoice.id), checkout_in_hand(invoice.id)
    is_on_its_way = checkout is not None and checkout.state is CheckoutState.PROCESSING
    if is_on_its_way or not account.payable:
        act.note(kind=kind, reminded=False)
        return False
    tell_finance(
        act,
        [invoice.buyer_id],
        "invoice_reminder",
        invoice_id=invoice.id,
        kind=kind,
        number=invoice.number,
        supplier=account.supplier,
        payable=account.payable,
        due_on=invoice.due_on,
        late_from=invoice.due.late_from,
        awaits_approval=invoice.approved_at is None,
        **_interest(act, account),
    )
    act.note(kind=kind, reminded=True)
    return True


def _interest(act: Act, account: Account) -> dict[str, object]:
    late = late_payment_on(account, act.today)
    if late is None or isinstance(late, Refusal):
        return {"interest": None, "rate": None, "fixed_sum": None, "unknown": str(late or "")}
    return {
        "interest": late.interest,
        "rate": f"{late.rate_percent:f}",
        "fixed_sum": late.fixed_sum,
        "unknown": "",
    }
