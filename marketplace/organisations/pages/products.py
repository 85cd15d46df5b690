"""Products and services: what is offered, each one's page, and what its enterprise says of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, Form, FormField, SelectField, TextAreaField

from marketplace.engine import clock, shown
from marketplace.organisations.actions import products
from marketplace.organisations.actions.products import MemberTerms, ProductTerms
from marketplace.organisations.models.products import Product
from marketplace.organisations.pages.organisations import (
    managed_organisation,
    visible_organisation,
)
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.products import (
    details_of,
    found_products,
    member_of,
    product_seen_by,
    products_of,
    sale_of,
)
from marketplace.packages.queries.orders import first_paid_on, ordering_for
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import (
    DayField,
    MoneyField,
    Needed,
    NumberField,
    PageForm,
    PickField,
    SearchForm,
    TextField,
    WholeNumberField,
)
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.organisations.place import PLACES

pages = Blueprint("products", __name__)

_THEMES = [(theme.value, shown.words(theme)) for theme in Theme]
_MEMBER_ROWS = 2


class ProductSearch(SearchForm):
    text = TextField("Words")
    theme = SelectField("Theme", choices=[("", "All themes"), *_THEMES])
    place = SelectField(
        "Offered from inside",
        choices=[("", "Anywhere"), *((place.slug, place.name) for place in PLACES.values())],
    )


class ProductForm(PageForm):
    name = TextField("What is it called?", [Needed("Give it a name.")])
    about = TextAreaField("What is it, in a few sentences?")
    theme = PickField("Theme", choices=_THEMES)
    unit = TextField("What is one of it?", [Needed("Say what one of it is.")])
    lowest = MoneyField("Price of one, without VAT", [Needed("Enter the price of one.")])
    highest = MoneyField("Highest price of one, where it depends")
    miles = WholeNumberField("How far you bring it")
    brought_on = DayField("Brought to market on", [Needed("Enter the day it was first offered.")])

    def terms(self) -> ProductTerms:
        """What was typed, still to be judged."""
        return ProductTerms(
            self.name.data,
            self.about.data or "",
            Theme(self.theme.data),
            self.unit.data,
            self.values["lowest"],
            self.highest.data,
            self.miles.data,
            self.brought_on.data,
            self.named(),
        )

    def named(self) -> list[MemberTerms]:
        """The others who bring it to market: none where they stand already."""
        return []


class MemberRow(Form):
    number = TextField("Its register number")
    share = NumberField("Its share of the price")
    work = TextField("What it does")


class ChangeForm(ProductForm, DraftForm):
    """The same for one that stands, with the revision that its author saw."""


class AddForm(ProductForm):
    members = FieldList(FormField(MemberRow), "Other enterprises", min_entries=_MEMBER_ROWS)

    def named(self) -> list[MemberTerms]:
        rows = [row.form for row in self.members if row.form.number.data]
        if any(row.share.data is None for row in rows):
            raise Refusal("Enter the share of each member.", field="members")
        return [MemberTerms(row.number.data, row.share.data, row.work.data or "") for row in rows]


class SaleForm(PageForm):
    market = TextField("Which market?", [Needed("Name the market.")])
    amount = MoneyField("What was it sold for in all?", [Needed("Enter the sum.")])
    sold_on = DayField("On which day?", [Needed("Enter the day.")])


@pages.get("/products")
@kept
def index() -> ResponseReturnValue:
    """What can be ordered, the newest first."""
    form = ProductSearch()
    found = found_products(
        actor(),
        clock.today(),
        form.text.data or "",
        form.theme.data or "",
        form.place.data or "",
        beside(),
    )
    return page("organisations/products/index.html", form=form, found=found, chosen=form.chosen())


@pages.get("/organisations/<uuid:organisation_id>/products")
@kept
def of_organisation(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    return page(
        "organisations/products/of_organisation.html",
        organisation=organisation,
        listed=products_of(organisation.id, beside(), actor()),
    )


@pages.get("/products/<uuid:product_id>")
@kept
def show(product_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id)
    return page(
        "organisations/products/show.html",
        product=product,
        details=details_of(product, first_paid_on(product.id)),
        orders=bool(ordering_for(actor(), product)),
    )


@pages.route("/organisations/<uuid:organisation_id>/products/new", methods=["GET", "POST"])
@signed_in
def add(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "product.add")
    form = AddForm()
    if form.accepts(lambda: products.add_product(actor(), organisation.id, terms=form.terms())):
        is_shown = form.result.shown_at is not None
        say(
            "Everybody sees the page of your product."
            if is_shown
            else "The others are asked by e-mail. Everybody sees the page once all take part."
        )
        return redirect(url_for("products.show", product_id=form.result.id))
    return page(
        "organisations/products/edit.html", form=form, organisation=organisation, product=None
    )


@pages.route("/products/<uuid:product_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(product_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id, "product.change")
    form = ChangeForm(data=_saved(product))
    if form.accepts(lambda: products.change_product(actor(), product.id, terms=form.terms())):
        say("The page of your product is changed.")
        return redirect(url_for("products.show", product_id=product.id))
    form.catch_up()
    return page("organisations/products/edit.html", form=form, organisation=None, product=product)


@pages.post("/products/<uuid:product_id>/withdraw")
@signed_in
def withdraw(product_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id, "product.withdraw")
    products.withdraw_product(actor(), product.id)
    say("It is taken off the market. What was ordered stays as it was agreed.")
    return redirect(url_for("products.show", product_id=product.id))


@pages.post("/products/<uuid:product_id>/members/<uuid:member_id>/accept")
@signed_in
def join(product_id: UUID, member_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id)
    member = get_or_404(member_of(product.id, member_id), "product_member.accept")
    products.accept_product_member(actor(), member.id)
    say("You take part.")
    return redirect(url_for("products.show", product_id=product.id))


@pages.route(
    "/products/<uuid:product_id>/members/<uuid:member_id>/decline", methods=["GET", "POST"]
)
@signed_in
def decline(product_id: UUID, member_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id)
    member = get_or_404(member_of(product.id, member_id), "product_member.decline")
    form = PageForm()
    if form.accepts(lambda: products.decline_product_member(actor(), member.id)):
        say("You are out of it. The others are told.")
        return redirect(url_for("products.show", product_id=product.id))
    return page(
        "organisations/products/decline.html",
        form=form,
        product=product,
        member=member,
        names=names_of([product.organisation_id, member.organisation_id]),
    )


@pages.route("/products/<uuid:product_id>/sales/new", methods=["GET", "POST"])
@signed_in
def record_sale(product_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id, "market_sale.record")
    form = SaleForm(sold_on=clock.today())
    if form.accepts(lambda: products.record_market_sale(actor(), product.id, **form.values)):
        say("The sale stands on the page of your product.")
        return redirect(url_for("products.show", product_id=product.id))
    return page("organisations/products/sale.html", form=form, product=product)


@pages.post("/products/<uuid:product_id>/sales/<uuid:sale_id>/remove")
@signed_in
def remove_sale(product_id: UUID, sale_id: UUID) -> ResponseReturnValue:
    product = _seen(product_id, "market_sale.remove")
    sale = get_or_404(sale_of(product.id, sale_id))
    products.remove_market_sale(actor(), product.id, sale_id=sale.id)
    say("The sale is taken out.")
    return redirect(url_for("products.show", product_id=product.id))


def _seen(product_id: UUID, right: str | None = None) -> Product:
    return get_or_404(product_seen_by(actor(), clock.today(), product_id), right)


def _saved(product: Product) -> dict[str, Any]:
    names = ("name", "about", "unit", "lowest", "highest", "miles", "brought_on", "revision")
    values = {name: getattr(product, name) for name in names}
    return {**values, "theme": product.theme.value}
