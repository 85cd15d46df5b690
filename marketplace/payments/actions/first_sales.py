"""On which day was an order first paid?"""

from sqlalchemy import func, select

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import db
from marketplace.packages.models.orders import Order
from marketplace.payments.models.invoices import Invoice, InvoiceKind


def note_first_sale(invoice: Invoice) -> None:
    """Let the order follow an invoice of it that is paid now, or no longer is, or is taken back.

    Within an action. Read among the invoices of this one order; the first sale of a product is the
    first day of its orders, by their index.
    """
    order = db.session.scalars(
        select(Order).where(Order.contract_id == invoice.contract_id).with_for_update()
    ).one_or_none()
    if order is None:
        return
    db.session.flush()
    order.paid_on = db.session.scalar(
        select(func.min(Invoice.paid_on)).where(
            Invoice.contract_id == order.contract_id,
            Invoice.state == InvoiceState.PAID,
            Invoice.kind == InvoiceKind.INVOICE,
        )
    )
