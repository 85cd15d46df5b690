"""Which orders are there, who may order a product, and how much was ordered before?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.products import members_of
from marketplace.packages.models.orders import Order, OrderLimits, order_sides, orders_visible_to
from procurement.ground.money import Money
from procurement.packages.order import Limits, OrderState

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OrderList:
    """One page of orders, the newest first, and the names of both sides."""

    listed: Stretch[tuple[Order]]
    names: Mapping[UUID, str]


def orders_listed_for(actor: Actor, beside: Beside) -> OrderList:
    """Those that a person sees, as buyer or as supplier: two queries."""
    listed = stretch_of(
        select(Order), (Order.id,), beside, descending=True, among=order_sides(actor)
    )
    sides = {key for (row,) in listed.rows for key in (row.buyer_id, row.supplier_id)}
    return OrderList(listed, names_of(sides))


def order_seen_by(actor: Actor, order_id: UUID) -> Select[Order]:
    """One order, where this person may read it."""
    return orders_visible_to(actor).where(Order.id == order_id)


def ordering_for(actor: Actor, product: Product) -> Sequence[Organisation]:
    """The organisations for which a person may order a product, by name; none for who supplies it."""
    if not actor.organisations.isdisjoint(brought_by(product)):
        return []
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisations_as(Role.BUYER)))
        .order_by(Organisation.name)
    ).all()


def brought_by(product: Product) -> set[UUID]:
    """Who brings a product to market: its enterprise, and each that was asked to do so with it."""
    return {product.organisation_id, *(row.organisation_id for row in members_of(product.id))}


def first_paid_on(product_id: UUID) -> date | None:
    """The first day on which an order of a product was paid here: one row of an index."""
    return session.scalar(select(func.min(Order.paid_on)).where(Order.product_id == product_id))


def limits_of(organisation_id: UUID) -> Limits | None:
    """What its owner lets its buyers order; None until that is said."""
    row = limits_row(organisation_id)
    return Limits(row.per_order, row.per_supplier) if row else None


def limits_row(organisation_id: UUID) -> OrderLimits | None:
    """The same, with who set it and when."""
    return session.scalars(
        select(OrderLimits).where(OrderLimits.organisation_id == organisation_id)
    ).one_or_none()


def ordered_before(buyer_id: UUID, supplier_id: UUID, now: datetime) -> Money:
    """What was ordered of a supplier in twelve months and is not declined or withdrawn, without VAT."""
    total = session.scalar(
        select(func.sum(Order.amount)).where(
            Order.buyer_id == buyer_id,
            Order.supplier_id == supplier_id,
            Order.placed_at > now - _YEAR,
            Order.state.in_([OrderState.PLACED, OrderState.ACCEPTED]),
        )
    )
    return total or Money(0)
