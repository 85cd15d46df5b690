"""What waits around products: an order to answer, and a consortium to take part in?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.queries.tasks import READER, Asked, Kind, Task
from marketplace.engine.access import Role
from marketplace.organisations.models.products import Product, ProductMember
from marketplace.packages.models.orders import Order
from procurement.ground.money import Money
from procurement.packages.order import OrderState

_MINE = READER.organisations_as(Role.OWNER)


def order_tasks() -> Iterator[Asked]:
    """What waits for an owner in an organisation."""
    yield _orders()
    yield _consortia()


def _orders() -> Asked:
    wanted = (
        select(
            Order.supplier_id, Order.quantity, Order.title, Order.id, Order.wanted_on, Order.amount
        )
        .where(Order.supplier_id.in_(_MINE), Order.state == OrderState.PLACED)
        .order_by(Order.wanted_on, Order.id)
    )
    kind = Kind(Role.OWNER, "Accept or decline the order", "order.accept", "orders.read")

    def told(quantity: Decimal, title: str, order_id: UUID, until: date, amount: Money) -> Task:
        return kind.task(f"{quantity.normalize():f} × {title}", order_id, until, amount=amount)

    return Asked(wanted, kind, told)


def _consortia() -> Asked:
    member = ProductMember.organisation_id
    wanted = (
        select(member, Product.name, Product.id)
        .join(Product, Product.id == ProductMember.product_id)
        .where(
            member.in_(_MINE),
            ProductMember.accepted_at.is_(None),
            Product.withdrawn_at.is_(None),
        )
        .order_by(ProductMember.id)
    )
    say = "Say whether you offer it together"
    kind = Kind(Role.OWNER, say, "product_member.accept", "orders.read")
    return Asked(wanted, kind, kind.task)
