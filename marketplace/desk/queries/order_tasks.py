"""What waits around products: an order to answer, and a consortium to take part in?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.queries.tasks import Kind, Owned, Task, tasks_of
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.products import Product, ProductMember
from marketplace.packages.models.orders import Order
from procurement.packages.order import OrderState


def order_tasks(actor: Actor) -> Iterator[Owned]:
    """What waits for an owner in each organisation: two queries, and one more for each kind of which
    there are many."""
    mine = actor.organisations_as(Role.OWNER)
    yield from _orders(mine)
    yield from _consortia(mine)


def _orders(mine: frozenset[UUID]) -> Iterator[Owned]:
    wanted = (
        select(Order.supplier_id, Order)
        .where(Order.supplier_id.in_(mine), Order.state == OrderState.PLACED)
        .order_by(Order.wanted_on, Order.id)
    )
    kind = Kind(Role.OWNER, "Accept or decline the order", "order.accept", "orders.read")

    def told(row: Order) -> Task:
        title = f"{row.quantity.normalize():f} × {row.title}"
        return kind.task(title, row.id, row.wanted_on, amount=row.amount)

    yield from tasks_of(wanted, mine, kind, told)


def _consortia(mine: frozenset[UUID]) -> Iterator[Owned]:
    member = ProductMember.organisation_id
    wanted = (
        select(member, Product.name, Product.id)
        .join(Product, Product.id == ProductMember.product_id)
        .where(
            member.in_(mine),
            ProductMember.accepted_at.is_(None),
            Product.withdrawn_at.is_(None),
        )
        .order_by(ProductMember.id)
    )
    say = "Say whether you offer it together"
    kind = Kind(Role.OWNER, say, "product_member.accept", "orders.read")
    yield from tasks_of(wanted, mine, kind, kind.task)
