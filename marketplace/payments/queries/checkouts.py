"""How far is a payment by card, and is Stripe still being asked?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways.stripe import Event
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    LIVE,
    Checkout,
    CheckoutState,
    Payment,
    PaymentMethod,
    StripeEvent,
)
from marketplace.payments.queries.invoices import Account, accounts, group_of, organisations_by_id


@dataclass(frozen=True, slots=True)
class PaidTogether:
    """The invoices of one milestone that one buyer pays, and how far each is paid by card."""

    group: Sequence[Account]
    suppliers: Mapping[UUID, Organisation]
    in_hand: Mapping[UUID, Checkout]

    @property
    def by_card(self) -> list[UUID]:
        """The invoices that can be paid by card now."""
        return [
            account.invoice.id
            for account in self.group
            if account.payable
            and account.invoice.state != "sent"
            and self.suppliers[account.invoice.supplier_id].stripe_account
        ]

    @property
    def waits(self) -> bool:
        """Stripe is being asked about one of them."""
        return any(row.state is CheckoutState.WANTED for row in self.in_hand.values())


def paid_together(invoice: Invoice) -> PaidTogether:
    """Three queries, however many members."""
    group = accounts(group_of(invoice).where(Invoice.buyer_id == invoice.buyer_id))
    return PaidTogether(
        group,
        organisations_by_id(account.invoice.supplier_id for account in group),
        checkouts_in_hand(account.invoice.id for account in group),
    )


def checkouts_in_hand(invoice_ids: Iterable[UUID]) -> dict[UUID, Checkout]:
    """The card payment begun on each invoice that is neither paid nor over, by invoice."""
    rows = session.scalars(
        select(Checkout)
        .where(Checkout.invoice_id.in_(list(invoice_ids)), Checkout.state.in_(LIVE))
        .order_by(Checkout.begun_at)
    )
    return {row.invoice_id: row for row in rows}


def checkout_in_hand(invoice_id: UUID) -> Checkout | None:
    """The card payment begun on one invoice, while it is neither paid nor over."""
    return checkouts_in_hand([invoice_id]).get(invoice_id)


def is_stripe_away(checkout: Checkout) -> bool:
    """Stripe was asked for this checkout in vain, and will be asked again."""
    entry = session.scalars(
        select(OutboxEntry).where(OutboxEntry.once == f"checkout:{checkout.id}")
    ).one_or_none()
    return entry is not None and entry.done_at is None and bool(entry.last_error)


def waits_for_account(organisation_id: UUID) -> bool:
    """Stripe is being asked for the organisation's account."""
    entry_id = session.scalar(
        select(OutboxEntry.id).where(
            OutboxEntry.once == f"stripe-account:{organisation_id}", OutboxEntry.done_at.is_(None)
        )
    )
    return entry_id is not None


def own_organisation(actor: Actor, organisation_id: UUID) -> Select[Organisation]:
    """An organisation that the person belongs to."""
    return select(Organisation).where(
        Organisation.id == organisation_id, Organisation.id.in_(actor.organisations)
    )


def checkout_for(event: Event) -> UUID | None:
    """The checkout an event is about, where it is ours, on the account and of the session we asked.

    The holder of an account can make sessions of its own that name a checkout of ours.
    """
    try:
        wanted = UUID(str(event.object.get("client_reference_id") or ""))
    except ValueError:
        return None
    checkout = session.get(Checkout, wanted)
    if checkout is None or checkout.account != event.account:
        return None
    is_its_session = checkout.stripe_id is None or checkout.stripe_id == event.object.get("id")
    return checkout.id if is_its_session else None


def card_payment_for(account: str, intent: str) -> UUID | None:
    """The payment that came by an intent on an account at Stripe, where it came to somebody here."""
    return session.scalar(
        select(Payment.id)
        .join(Organisation, Organisation.id == Payment.payee_id)
        .where(
            Payment.method == PaymentMethod.STRIPE,
            Payment.outside_reference == intent,
            Organisation.stripe_account == account,
        )
    )


def known_events(ids: Iterable[str]) -> set[str]:
    """Which of these events were acted on before."""
    return set(
        session.scalars(select(StripeEvent.event_id).where(StripeEvent.event_id.in_(list(ids))))
    )
