"""When does an invoice that is sent today count for VAT, and how may VAT treat it at that day's rates?"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from invoicing.billing.tax_point import tax_point
from invoicing.billing.vat import CHOICES, Vat, vat_in_words
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine.db import session
from marketplace.organisations.queries.figures import known_figures
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Payment
from procurement.ground.calendar import london_day


def tax_points(milestone: Milestone, suppliers: Iterable[UUID], today: date) -> dict[UUID, date]:
    """The tax point of each supplier's invoice for a milestone, sent today.

    An invoice that follows a credited one keeps the tax point of the first.
    """
    ids = list(suppliers)
    shown = Invoice.document["supplier"]["vat_number"].astext.is_not(None)
    rows = session.execute(
        select(Invoice.supplier_id, func.min(Invoice.issued_on), func.min(Payment.paid_on))
        .outerjoin(Allocation, Allocation.invoice_id == Invoice.id)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(Invoice.milestone_id == milestone.id, Invoice.supplier_id.in_(ids), shown)
        .group_by(Invoice.supplier_id)
    )
    first = {supplier_id: (issued, paid) for supplier_id, issued, paid in rows}
    done_at = milestone.claimed_at or milestone.accepted_at
    performed = london_day(done_at) if done_at else today
    return {
        supplier_id: tax_point(performed, *first.get(supplier_id, (today, None)))
        for supplier_id in ids
    }


def vat_choices(tax_point_on: date) -> list[tuple[Vat, str]]:
    """How a registered supplier may say that VAT treats its work, with the rates of the day."""
    return [(vat, vat_words(vat, tax_point_on)) for vat in CHOICES]


def vat_words(vat: Vat, tax_point_on: date) -> str:
    """One of them."""
    return vat_in_words(vat, tax_point_on, known_figures())
