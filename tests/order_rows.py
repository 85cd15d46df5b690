"""Products and orders as tests take them for given."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.actions import products
from marketplace.organisations.actions.products import MemberTerms, ProductTerms
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product, ProductMember
from marketplace.organisations.queries.directory import identifiers_of
from marketplace.packages.models.orders import Order, OrderLimits
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from tests.cast import Cast


def offered(
    who: Actor, organisation: Organisation, *members: tuple[Organisation, str], **changed: Any
) -> Product:
    """A product of an enterprise, with others by their shares in per cent."""
    told: dict[str, Any] = {
        "name": "Hot lunch", "about": "Soup and bread.", "theme": Theme.FOOD, "unit": "meal",
        "lowest": Money(5_00), "highest": Money(7_50), "miles": None, "brought_on": clock.today(),
    }  # fmt: skip
    named = [MemberTerms(number_of(row), Decimal(share), "Bread") for row, share in members]
    terms = ProductTerms(**(told | changed), members=named)
    return products.add_product(who, organisation.id, terms=terms)


def number_of(organisation: Organisation) -> str:
    """Its register's number, as its page says it."""
    row = identifiers_of(organisation.id)[0]
    return f"{row.scheme}-{row.identifier}"


def allowed(buyer: Organisation, per_order: str, per_supplier: str, by: Actor) -> None:
    """What the owner of a buyer has set."""
    with db.transaction():
        db.session.add(
            OrderLimits(
                organisation_id=buyer.id,
                per_order=Money.parse(per_order),
                per_supplier=Money.parse(per_supplier),
                set_at=clock.now(),
                set_by=by.person_id,
            )
        )


def ordered(buyer: Organisation, product: Product, by: Actor, quantity: str = "10") -> Order:
    """An order that was placed."""
    amount = Money(int(product.lowest.pence * Decimal(quantity)))
    with db.transaction():
        row = Order(
            product_id=product.id, buyer_id=buyer.id, supplier_id=product.organisation_id,
            title=product.name, unit=product.unit, price=product.lowest,
            quantity=Decimal(quantity), amount=amount, wanted_on=clock.today(), words="",
            order_number="", placed_at=clock.now(), placed_by=by.person_id,
        )  # fmt: skip
        db.session.add(row)
    return row


def order_ids(cast: Cast) -> dict[str, UUID]:
    """The examples: a product of the bakery, one of several enterprises, a sale at a market, an
    order of the council; the bakery’s limits are set by its owner."""
    joint = offered(cast.baker, cast.bakery, (cast.gardens, "40"), name="Party food")
    product = offered(cast.baker, cast.bakery)
    member = select(ProductMember.id).where(ProductMember.product_id == joint.id)
    return {
        "product_id": product.id,
        "products.join.product_id": joint.id,
        "products.join.member_id": db.session.scalars(member).one(),
        "products.decline.product_id": joint.id,
        "products.decline.member_id": db.session.scalars(member).one(),
        "sale_id": products.record_market_sale(
            cast.baker, product.id, market="Canal", amount=Money(9_00), sold_on=clock.today()
        ).id,
        "orders.organisation_id": cast.council.id,
        "orders.limits.organisation_id": cast.bakery.id,
        "order_id": ordered(cast.council, product, cast.buyer).id,
    }
