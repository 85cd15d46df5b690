"""What has gone wrong in a broker's places that those concerned may not mend alone?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import db
from marketplace.engine.access import Actor, PlaceRole
from marketplace.organisations.models.directory import address_on, has_owner
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import PlaceWard
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.invoices import Account, accounts, is_owed_back

SHOWN = 50
"""The most of a kind that the desk shows, those that wait longest first."""
_OPEN = (InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.DISPUTED)


@dataclass(frozen=True, slots=True)
class Troubles:
    """Each those that wait longest, as many as the desk shows: invoices past their day, invoices
    of which the supplier owes money back, and organisations for which nobody answers any more."""

    late: list[Account]
    owed_back: list[Account]
    without_owner: list[Organisation]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.owed_back) + len(self.without_owner)


def troubles(actor: Actor, today: date) -> Troubles:
    """Invoices are those of enterprises that trade in the broker's places: three queries."""
    supplied_here = _trades_in_a_place_of(actor, today)
    late = (Invoice.state.in_(_OPEN), Invoice.due_on < today, supplied_here)
    return Troubles(
        [account for account in _invoices(late) if account.payable],
        _invoices((is_owed_back(), supplied_here)),
        _without_owner(),
    )


def _invoices(conditions: Iterable[ColumnElement[bool]]) -> list[Account]:
    return accounts(
        select(Invoice)
        .where(Invoice.kind == InvoiceKind.INVOICE, *conditions)
        .order_by(Invoice.due_on, Invoice.id)
        .limit(SHOWN)
    )


def _trades_in_a_place_of(actor: Actor, today: date) -> ColumnElement[bool]:
    held = [place_id for place_id, role in actor.place_roles if role is PlaceRole.BROKER]
    wards = select(PlaceWard.ward_code).where(PlaceWard.place_id.in_(held))
    return exists().where(
        TradingAddress.organisation_id == Invoice.supplier_id,
        address_on(today),
        TradingAddress.ward_code.in_(wards),
    )


def _without_owner() -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .where(
                Organisation.claimed_at.is_not(None),
                Organisation.merged_into_id.is_(None),
                Organisation.dissolved_on.is_(None),
                ~has_owner(),
            )
            .order_by(Organisation.created_at)
            .limit(SHOWN)
        )
    )
