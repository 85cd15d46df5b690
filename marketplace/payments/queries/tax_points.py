"""When does an invoice that is sent today count for VAT, and how may VAT treat it at that day's rates?"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from invoicing.billing.tax_point import tax_point
from invoicing.billing.vat import CHOICES, Vat, vat_in_words
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine.db import session
from marketplace.organisations.queries.law import known_figures
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Payment
from procurement.ground.calendar import london_day


def tax_points(
    milestone: Milestone, suppliers: Iterable[UUID], today: date, again: Collection[UUID]
) -> dict[UUID, date]:
    """The tax point of each supplier's invoice for a milestone, sent today.

    An invoice of those who send one ``again``, after one that was credited, keeps the tax point
    of the first; where there are none, nothing is asked.
    """
    first = _first_invoices(milestone.id, again) if again else {}
    done_at = milestone.claimed_at or milestone.accepted_at
    performed = london_day(done_at) if done_at else today
    return {
        supplier_id: tax_point(performed, *first.get(supplier_id, (today, None)))
        for supplier_id in suppliers
    }


def _first_invoices(
    milestone_id: UUID, suppliers: Collection[UUID]
) -> dict[UUID, tuple[date, date | None]]:
    """When each first sent one that shows VAT, and was first paid."""
    shown = Invoice.document["supplier"]["vat_number"].astext.is_not(None)
    rows = session.execute(
        select(Invoice.supplier_id, func.min(Invoice.issued_on), func.min(Payment.paid_on))
        .outerjoin(Allocation, Allocation.invoice_id == Invoice.id)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(Invoice.milestone_id == milestone_id, Invoice.supplier_id.in_(suppliers), shown)
        .group_by(Invoice.supplier_id)
    )
    return {supplier_id: (issued, paid) for supplier_id, issued, paid in rows}


def vat_choices(tax_point_on: date) -> list[tuple[Vat, str]]:
    """How a registered supplier may say that VAT treats its work, with the rates of the day."""
    return [(vat, vat_words(vat, tax_point_on)) for vat in CHOICES]


def vat_words(vat: Vat, tax_point_on: date) -> str:
    """One of them."""
    return vat_in_words(vat, tax_point_on, known_figures())
