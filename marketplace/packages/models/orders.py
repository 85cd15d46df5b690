"""What was ordered of whom from the page of a product, and how much may be ordered so?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row, choice
from procurement.ground.money import Money
from procurement.packages.order import OrderState


class OrderLimits(Row):
    """How much the owner of an organisation lets its buyers order without a tender, excluding VAT."""

    __tablename__ = "order_limits"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    per_order: Mapped[Money]
    per_supplier: Mapped[Money]
    """Of one supplier in twelve months."""
    set_at: Mapped[datetime]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class Order(Row):
    """An order as it was placed: what it says of the product is kept as it was then."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_buyer", "buyer_id", "id"),
        Index("ix_orders_supplier", "supplier_id", "id"),
        Index("ix_orders_between", "buyer_id", "supplier_id", "placed_at"),
        Index("ix_orders_product", "product_id", "id"),
        Index("ix_orders_product_paid", "product_id", "paid_on"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[OrderState] = mapped_column(choice(OrderState), default=OrderState.PLACED)
    title: Mapped[str]
    unit: Mapped[str]
    price: Mapped[Money]
    """Of one unit, excluding VAT."""
    quantity: Mapped[Decimal]
    amount: Mapped[Money]
    """Excluding VAT."""
    wanted_on: Mapped[date]
    """The last day of its delivery."""
    words: Mapped[str] = mapped_column(info={"personal": True})
    """Where and how, as the buyer says it."""
    order_number: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why it was declined."""
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), unique=True)
    """The contract that the order became when it was accepted."""
    paid_on: Mapped[date | None]
    """The first day on which an invoice of it was paid; empty again where that is undone."""


def orders_visible_to(actor: Actor) -> Select[Order]:
    """Those of the organisations a person buys, pays or works for."""
    buying, supplying = order_sides(actor)
    return select(Order).where(or_(Order.id.in_(buying), Order.id.in_(supplying)))


def order_sides(actor: Actor) -> tuple[Select[UUID], Select[UUID]]:
    """The ids of the same: as buyer, and as supplier."""
    buying = actor.organisations_as(Role.BUYER, Role.FINANCE)
    return (
        select(Order.id).where(Order.buyer_id.in_(buying)),
        select(Order.id).where(Order.supplier_id.in_(actor.organisations)),
    )
