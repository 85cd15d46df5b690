"""What was paid, how, and which invoices does it settle?"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.payments.payment_word import PaymentState, RepaymentState
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Base, Row, choice
from procurement.ground.money import Money
from procurement.ground.transitions import Transitions


class PaymentMethod(StrEnum):
    """How the money went: the marketplace itself never holds any."""

    STRIPE = "stripe"
    BANK_TRANSFER = "bank_transfer"


class TradedFrom:
    """Where an enterprise traded from on the day of the cash, and whether it counted.

    Copied, so that a later move does not rewrite past quarters.
    """

    ward_code: Mapped[str | None]
    lsoa_code: Mapped[str | None]
    imd_decile: Mapped[int | None]
    places: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    is_counted: Mapped[bool]
    """Whether it was a verified social enterprise on that day."""

    @property
    def counted_in(self) -> frozenset[str]:
        """The slugs of the places in whose figures it stands."""
        return frozenset(self.places) if self.is_counted else frozenset()

    @property
    def is_not_known(self) -> bool:
        """Whether it counts, but nobody knows where."""
        return self.is_counted and self.ward_code is None


class CardReturn(StrEnum):
    """Why Stripe moved money of a payment again."""

    REFUND = "refund"
    LOST_DISPUTE = "lost_dispute"
    """The bank of who paid asked for it back, and got it."""
    FAILED_REFUND = "failed_refund"
    """A refund could not be delivered: the money is the supplier's again."""


class Payment(TradedFrom, Row):
    """Money from a buyer to one supplier, with the supplier's standing; dated by cash.

    Negative for a refund, which has the standing of its payment.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "uq_payments_between_two",
            "method",
            "outside_reference",
            "payee_id",
            "payer_id",
            unique=True,
            postgresql_where=text("state <> 'taken_back'"),
        ),
        Index("ix_payments_payee_id_state", "payee_id", "state"),
        Index("ix_payments_payer_id_state", "payer_id", "state"),
    )

    payer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    payee_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    amount: Mapped[Money]
    method: Mapped[PaymentMethod] = mapped_column(choice(PaymentMethod))
    outside_reference: Mapped[str] = mapped_column(info={"personal": True})
    """The bank's reference or Stripe's payment intent: the same one twice between two is one payment,
    unless the first was taken back as a slip. What others paid the same supplier is not looked at:
    nobody learns of it."""
    paid_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    refunds_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"), index=True)
    returned: Mapped[CardReturn | None] = mapped_column(choice(CardReturn))
    refunds_known_at: Mapped[datetime | None]
    """Of a card payment: the moment of Stripe's latest word on what was refunded."""
    state: Mapped[PaymentState] = mapped_column(choice(PaymentState))
    answered_at: Mapped[datetime | None]
    """When who should have got it said that it came, or that it never did."""
    denied_because: Mapped[str | None] = mapped_column(info={"personal": True})
    taken_back_at: Mapped[datetime | None]
    taken_back_because: Mapped[str | None] = mapped_column(info={"personal": True})

    def was_set_again_by(self, part: "Allocation") -> bool:
        """Was this part set when it came after all, having been said not to have come?"""
        return self.denied_because is not None and part.made_at == self.answered_at

    def may_have_been_denied_by(self, part: "Allocation") -> bool:
        """Was this part taken off before it came after all: then perhaps as it had not come?"""
        denied, answered_at = self.denied_because is not None, self.answered_at
        return denied and answered_at is not None and part.made_at < answered_at

    @property
    def sender_id(self) -> UUID:
        """Who sent it: the buyer; of a refund the supplier."""
        return self.payer_id if self.amount.pence > 0 else self.payee_id

    @property
    def receiver_id(self) -> UUID:
        """Who should have got it."""
        return self.payee_id if self.amount.pence > 0 else self.payer_id


class Allocation(Row):
    """How much of a payment settles one invoice; never changed, only taken off by another one.

    Below zero for a refund, and where a credit note, or word that the money never came,
    takes off what an earlier one had set against the invoice.
    """

    __tablename__ = "allocations"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), index=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount: Mapped[Money]
    counts_on: Mapped[date]
    """The day of the payment, or on which it was set off or taken off."""
    not_known: Mapped[Money] = mapped_column(default=Money(0))
    """What of it, without VAT, reached counted enterprises whose place is not known."""
    made_at: Mapped[datetime]


class Repayment(Row):
    """What a supplier owes back of one payment: what no invoice needs of it any more."""

    __tablename__ = "repayments"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), unique=True)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    """To whom it is owed."""
    payee_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Who owes it."""
    amount: Mapped[Money]
    """What is left of it."""
    state: Mapped[RepaymentState] = mapped_column(choice(RepaymentState))
    owed_since: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    wanted_on: Mapped[date | None]
    """The day by which the payer asks for it."""


class CheckoutState(StrEnum):
    """Where a Stripe Checkout stands."""

    WANTED = "wanted"
    OPEN = "open"
    PROCESSING = "processing"
    """A debit was asked for at the payer's bank: it takes days until it has come."""
    PAID = "paid"
    FAILED = "failed"
    """The debit did not come."""
    EXPIRED = "expired"


CHECKOUT: Transitions[CheckoutState] = Transitions(
    "card payment",
    {
        "open": ({CheckoutState.WANTED}, CheckoutState.OPEN),
        "process": ({CheckoutState.WANTED, CheckoutState.OPEN}, CheckoutState.PROCESSING),
        "expire": ({CheckoutState.WANTED, CheckoutState.OPEN}, CheckoutState.EXPIRED),
        "fail": (
            {CheckoutState.WANTED, CheckoutState.OPEN, CheckoutState.PROCESSING},
            CheckoutState.FAILED,
        ),
        "pay": (set(CheckoutState) - {CheckoutState.PAID}, CheckoutState.PAID),
    },
)
"""``pay`` also after ``expire`` and ``fail``: money that came is recorded, whatever was meant."""


class Checkout(Row):
    """A Stripe Checkout for one invoice, charged directly on the supplier's own account."""

    __tablename__ = "checkouts"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    account: Mapped[str]
    amount: Mapped[Money]
    state: Mapped[CheckoutState] = mapped_column(
        choice(CheckoutState), default=CheckoutState.WANTED
    )
    stripe_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    begun_at: Mapped[datetime]


class CardDisputeState(StrEnum):
    """Where a payment stands that the payer's bank asks back."""

    OPEN = "open"
    KEPT = "kept"
    LOST = "lost"


CARD_DISPUTE: Transitions[CardDisputeState] = Transitions(
    "disputed card payment",
    {
        "keep": ({CardDisputeState.OPEN}, CardDisputeState.KEPT),
        "lose": ({CardDisputeState.OPEN}, CardDisputeState.LOST),
    },
)


class CardDispute(Row):
    """The bank of who paid asks for money of a payment back; the supplier answers at Stripe."""

    __tablename__ = "card_disputes"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), index=True)
    stripe_id: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[Money]
    reason: Mapped[str]
    state: Mapped[CardDisputeState] = mapped_column(
        choice(CardDisputeState), default=CardDisputeState.OPEN
    )
    answer_by: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StripeEvent(Base):
    """A webhook event that was received: the same one twice takes effect once."""

    __tablename__ = "stripe_events"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    received_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]


ROLES_THAT_READ = (Role.FINANCE, Role.BUYER, Role.BID_WRITER)
"""Who in an organisation reads its invoices and payments."""

THAT_COUNT = tuple(state for state in PaymentState if state.counts)
"""A payment that settles invoices and is counted as received."""

ENDABLE = (CheckoutState.WANTED, CheckoutState.OPEN)
"""A checkout that nobody has paid: it can still be ended."""

LIVE = (*ENDABLE, CheckoutState.PROCESSING)
"""A checkout that may still bring money."""

CHECK_AFTER = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=25))
"""When Stripe is asked how a checkout stands, beside its own word; a session lives 24 hours."""


def payments_visible_to(actor: Actor) -> Select[Payment]:
    """Payments from or to the person's organisations."""
    if actor.is_system:
        return select(Payment).where(true())
    mine = actor.organisations_as(*ROLES_THAT_READ)
    return select(Payment).where(or_(Payment.payer_id.in_(mine), Payment.payee_id.in_(mine)))


def repayments_visible_to(actor: Actor) -> Select[Repayment]:
    """What is owed back of the payments that the person sees."""
    visible = payments_visible_to(actor).with_only_columns(Payment.id)
    return select(Repayment).where(Repayment.payment_id.in_(visible))
