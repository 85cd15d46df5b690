"""An order from the page of a product: placed within limits, answered, and then a contract."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product
from marketplace.organisations.queries.people import people_of
from marketplace.packages.actions.order_amounts import check_amount
from marketplace.packages.actions.ordered_contracts import contract_of_order
from marketplace.packages.models.orders import Order, OrderLimits
from marketplace.packages.queries.orders import brought_by, limits_row
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.order import (
    ORDER,
    Limits,
    amount_of,
    check_limits,
)
from procurement.packages.product import refuse_price_outside


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What is typed of an order; ``price`` is for one unit, excluding VAT."""

    price: Money
    quantity: Decimal
    wanted_on: date
    words: str = ""
    order_number: str = ""


@action("order_limits.set")
def set_order_limits(act: Act, organisation: Organisation, *, limits: Limits) -> OrderLimits:
    """Say how much its buyers may order without a tender; until then, nothing."""
    check_limits(limits)
    row = limits_row(organisation.id) or OrderLimits(organisation_id=organisation.id)
    row.per_order, row.per_supplier = limits.per_order, limits.per_supplier
    row.set_at, row.set_by = act.now, act.person_id
    return act.add(row)


@action("order.place")
def place_order(
    act: Act, organisation: Organisation, *, product_id: UUID, terms: OrderTerms
) -> Order:
    """Order for an organisation, and sign for it: accepted, the order is a contract.

    The organisation is held, so that two orders at once are judged one after the other.
    """
    product = db.session.scalars(
        select(Product).where(Product.id == product_id).with_for_update(read=True)
    ).one_or_none()
    if product is None or product.shown_at is None or product.withdrawn_at is not None:
        raise NotThere("Product")
    _check_sides(act, organisation, product)
    refuse_price_outside(terms.price, product.lowest, product.highest)
    amount = amount_of(terms.price, terms.quantity)
    if terms.wanted_on < act.today:
        raise Refusal("Enter a day from today on.", field="wanted_on")
    check_amount(act, organisation, product, amount)
    row = act.add(
        Order(
            product_id=product.id,
            buyer_id=organisation.id,
            supplier_id=product.organisation_id,
            title=product.name,
            unit=product.unit,
            price=terms.price,
            quantity=terms.quantity,
            amount=amount,
            wanted_on=terms.wanted_on,
            words=terms.words.strip(),
            order_number=terms.order_number.strip(),
            placed_at=act.now,
            placed_by=act.person_id,
        )
    )
    _tell(act, row, row.supplier_id, Role.OWNER, "order_placed", other=organisation.name)
    return row


@action("order.accept")
def accept_order(act: Act, order: Order) -> Contract:
    """Accept it, and sign for the supplier: from now on it is a contract with one milestone."""
    order.state, order.answered_at = ORDER.after(order.state, "accept"), act.now
    contract = contract_of_order(act, order)
    order.contract_id = contract.id
    supplier = db.session.get_one(Organisation, order.supplier_id)
    _tell(
        act, order, order.buyer_id, Role.BUYER, "order_accepted",
        other=supplier.name, contract_id=contract.id,
    )  # fmt: skip
    return contract


@action("order.decline")
def decline_order(act: Act, order: Order, *, reason: str) -> None:
    """Say no, with a reason that the buyer reads."""
    if not reason.strip():
        raise Refusal("Say why: the buyer reads it.", field="reason")
    order.state, order.answered_at = ORDER.after(order.state, "decline"), act.now
    order.reason = reason.strip()
    supplier = db.session.get_one(Organisation, order.supplier_id)
    _tell(
        act, order, order.buyer_id, Role.BUYER, "order_declined",
        other=supplier.name, reason=order.reason,
    )  # fmt: skip


@action("order.withdraw")
def withdraw_order(act: Act, order: Order) -> None:
    """Take it back while it is not answered."""
    order.state, order.answered_at = ORDER.after(order.state, "withdraw"), act.now
    buyer = db.session.get_one(Organisation, order.buyer_id)
    _tell(act, order, order.supplier_id, Role.OWNER, "order_withdrawn", other=buyer.name)


def _check_sides(act: Act, organisation: Organisation, product: Product) -> None:
    if not act.actor.organisations.isdisjoint(brought_by(product)):
        raise Refusal("You belong to who offers this, so somebody else has to order it.")
    if organisation.kind.buys and organisation.approved_at is None:
        raise Refusal(
            "The broker has not confirmed yet that your organisation is who it says. You get an "
            "e-mail; then you can order."
        )


def _tell(
    act: Act, order: Order, organisation_id: UUID, role: Role, template: str, **more: object
) -> None:
    for person_id in people_of([organisation_id], role):
        act.notify(
            person_id,
            template,
            order_id=order.id,
            title=order.title,
            unit=order.unit,
            quantity=order.quantity,
            amount=order.amount,
            wanted_on=order.wanted_on,
            **more,
        )
