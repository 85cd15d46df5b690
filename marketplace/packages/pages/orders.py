"""Orders: placed from the page of a product, answered by its supplier, and the limits of a buyer."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from invoicing.billing.vat import Vat, vat_rate
from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.law import known_figures
from marketplace.organisations.queries.products import product_seen_by
from marketplace.packages.actions import orders
from marketplace.packages.actions.orders import OrderTerms
from marketplace.packages.models.orders import Order
from marketplace.packages.queries.orders import (
    limits_of,
    limits_row,
    order_seen_by,
    ordering_for,
    orders_listed_for,
)
from marketplace.web.forms import (
    DayField,
    MoneyField,
    Needed,
    NumberField,
    PageForm,
    PickField,
    TextField,
)
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, say, signed_in
from procurement.ground.figures import Figure
from procurement.packages.order import Limits, notice_owed_from
from procurement.tendering.regime import authority_of

pages = Blueprint("orders", __name__)


class OrderForm(PageForm):
    buyer = PickField("For which organisation do you order?")
    quantity = NumberField("How many?", [Needed("Enter how many you order.")])
    price = MoneyField("Price of one, without VAT", [Needed("Enter the price of one.")])
    wanted_on = DayField("By which day?", [Needed("Enter the day.")])
    words = TextAreaField("Where and how, if that matters")
    order_number = TextField("Purchase-order number, if you have one")

    def terms(self) -> OrderTerms:
        """What was typed, still to be judged."""
        return OrderTerms(
            self.values["price"],
            self.quantity.data,
            self.wanted_on.data,
            self.words.data or "",
            self.order_number.data or "",
        )


class DeclineForm(PageForm):
    reason = TextAreaField("Why can you not take it?")


class LimitsForm(PageForm):
    per_order = MoneyField("For one order, without VAT", [Needed("Enter the most for one order.")])
    per_supplier = MoneyField(
        "Of one supplier in twelve months, without VAT", [Needed("Enter the most of one supplier.")]
    )


@pages.get("/orders")
@signed_in
def index() -> ResponseReturnValue:
    return page("packages/orders/index.html", orders=orders_listed_for(actor(), beside()))


@pages.route("/products/<uuid:product_id>/order", methods=["GET", "POST"])
@signed_in
def place(product_id: UUID) -> ResponseReturnValue:
    product = get_or_404(product_seen_by(actor(), clock.today(), product_id))
    buyers = ordering_for(actor(), product)
    if not buyers:
        raise NotAllowed("order.place")
    form = OrderForm(price=None if product.highest else product.lowest)
    allowed = [_allowed(row) for row in buyers]
    able = [row for row, one in zip(buyers, allowed, strict=True) if one["limits"]]
    form.buyer.choices = [(str(row.id), row.name) for row in able or buyers]
    if form.accepts(
        lambda: orders.place_order(
            actor(), UUID(form.buyer.data), product_id=product.id, terms=form.terms()
        )
    ):
        say("The order is placed. The supplier is told, and you are told the answer.")
        return redirect(url_for("orders.show", order_id=form.result.id))
    return page(
        "packages/orders/place.html",
        form=form,
        product=product,
        supplier=names_of([product.organisation_id])[product.organisation_id],
        allowed=allowed,
        may_be_ordered=bool(able),
    )


@pages.get("/orders/<uuid:order_id>")
@signed_in
def show(order_id: UUID) -> ResponseReturnValue:
    order = _seen(order_id)
    return page(
        "packages/orders/show.html",
        order=order,
        names=names_of([order.buyer_id, order.supplier_id]),
    )


@pages.post("/orders/<uuid:order_id>/accept")
@signed_in
def accept(order_id: UUID) -> ResponseReturnValue:
    order = _seen(order_id, "order.accept")
    contract = orders.accept_order(actor(), order.id)
    say("The order is accepted, and is a contract now. Say there when the work is done.")
    return redirect(url_for("contracts.show", contract_id=contract.id))


@pages.route("/orders/<uuid:order_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(order_id: UUID) -> ResponseReturnValue:
    order = _seen(order_id, "order.decline")
    form = DeclineForm()
    if form.accepts(lambda: orders.decline_order(actor(), order.id, reason=form.reason.data or "")):
        say("The order is declined. The buyer is told why.")
        return redirect(url_for("orders.show", order_id=order.id))
    return page("packages/orders/decline.html", form=form, order=order)


@pages.post("/orders/<uuid:order_id>/withdraw")
@signed_in
def withdraw(order_id: UUID) -> ResponseReturnValue:
    order = _seen(order_id, "order.withdraw")
    orders.withdraw_order(actor(), order.id)
    say("The order is withdrawn.")
    return redirect(url_for("orders.show", order_id=order.id))


@pages.route("/organisations/<uuid:organisation_id>/order-limits", methods=["GET", "POST"])
@signed_in
def limits(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "order_limits.set")
    form = LimitsForm(obj=limits_row(organisation.id))
    if form.accepts(
        lambda: orders.set_order_limits(
            actor(),
            organisation.id,
            limits=Limits(**form.values),
        )
    ):
        say("Your buyers may order as much as that.")
        if product_id := id_in(said("product")):
            return redirect(url_for("orders.place", product_id=product_id))
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "packages/orders/limits.html",
        form=form,
        organisation=organisation,
        notice=_notice(organisation),
        vat=vat_rate(Vat.STANDARD, clock.today(), known_figures()),
    )


def _seen(order_id: UUID, right: str | None = None) -> Order:
    return get_or_404(order_seen_by(actor(), order_id), right)


def _allowed(organisation: Organisation) -> dict[str, object]:
    """What one organisation may order, for the page of an order."""
    return {
        "organisation": organisation,
        "limits": limits_of(organisation.id),
        "notice": _notice(organisation),
    }


def _notice(organisation: Organisation) -> Figure | None:
    """In pence with VAT, from which the organisation owes a notice; None for who never does."""
    return notice_owed_from(authority_of(organisation.kind), clock.today(), known_figures())
