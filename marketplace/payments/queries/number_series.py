"""Which series of numbers does an organisation use, and which has it used?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from marketplace.engine.db import session
from marketplace.payments.models.invoices import Invoice, InvoiceKind, InvoiceNumber


def series_of(organisation_id: UUID) -> Sequence[InvoiceNumber]:
    """The series in use, invoices first; one that has not begun stands at nought."""
    kept = {
        row.kind: row
        for row in session.scalars(
            select(InvoiceNumber).where(InvoiceNumber.organisation_id == organisation_id)
        )
    }
    return [
        kept.get(kind) or InvoiceNumber(organisation_id=organisation_id, kind=kind, last=0)
        for kind in InvoiceKind
    ]


def used_prefixes(organisation_id: UUID) -> Sequence[str]:
    """What stands before the last dash of the numbers that it has given."""
    prefix = func.regexp_replace(Invoice.number, "-?[0-9]+$", "")
    return session.scalars(
        select(prefix).where(Invoice.supplier_id == organisation_id).distinct()
    ).all()
