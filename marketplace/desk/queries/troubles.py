"""What has gone wrong in a broker's places that those concerned may not mend alone?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from invoicing.payments.payment_word import RepaymentState
from marketplace.engine import db
from marketplace.engine.access import Actor, PlaceRole
from marketplace.organisations.models.directory import address_on, has_owner, is_here
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import PlaceWard
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Repayment
from marketplace.payments.queries.invoice_lists import OPEN
from marketplace.payments.queries.invoices import Account, accounts, is_payable

SHOWN = 50
"""The most of a kind that the desk shows, those that wait longest first."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Each those that wait longest, as many as the desk shows: invoices past their day, what is
    owed back with the names of who owes it and to whom, and organisations for which nobody answers
    any more."""

    late: list[Account]
    owed_back: Sequence[Row[Repayment, str, str]]
    without_owner: list[Organisation]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.owed_back) + len(self.without_owner)


def troubles(actor: Actor, today: date) -> Troubles:
    """Invoices and money owed back are those of enterprises that trade in the broker's places:
    three queries."""
    return Troubles(_late(actor, today), _owed_back(actor, today), _without_owner())


def _late(actor: Actor, today: date) -> list[Account]:
    return accounts(
        select(Invoice)
        .where(
            Invoice.state.in_(OPEN),
            Invoice.due_on < today,
            is_payable(),
            _trades_in_a_place_of(actor, today, Invoice.supplier_id),
        )
        .order_by(Invoice.due_on, Invoice.id)
        .limit(SHOWN)
    )


def _owed_back(actor: Actor, today: date) -> Sequence[Row[Repayment, str, str]]:
    payee, payer = aliased(Organisation), aliased(Organisation)
    return db.session.execute(
        select(Repayment, payee.name.label("payee"), payer.name.label("payer"))
        .join(payee, payee.id == Repayment.payee_id)
        .join(payer, payer.id == Repayment.payer_id)
        .where(
            Repayment.state != RepaymentState.SETTLED,
            _trades_in_a_place_of(actor, today, Repayment.payee_id),
        )
        .order_by(Repayment.owed_since, Repayment.id)
        .limit(SHOWN)
    ).all()


def _trades_in_a_place_of(
    actor: Actor, today: date, organisation_id: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    held = [place_id for place_id, role in actor.place_roles if role is PlaceRole.BROKER]
    wards = select(PlaceWard.ward_code).where(PlaceWard.place_id.in_(held))
    return exists().where(
        TradingAddress.organisation_id == organisation_id,
        address_on(today),
        TradingAddress.ward_code.in_(wards),
    )


def _without_owner() -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation)
            .where(
                Organisation.claimed_at.is_not(None),
                is_here(),
                ~has_owner(),
            )
            .order_by(Organisation.created_at)
            .limit(SHOWN)
        )
    )
