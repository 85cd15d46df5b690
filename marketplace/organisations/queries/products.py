"""What is offered, by whom, for how much, and when was it first sold?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.engine.search import MOST_TEXT, Meant, asked_for, asked_instead, holds, meant_with
from marketplace.engine.sought import Page, Sought
from marketplace.organisations.models.products import (
    MarketSale,
    Product,
    ProductMember,
    SearchedProduct,
    products_visible_to,
)
from marketplace.organisations.models.search_documents import (
    SearchedOrganisation,
    place_mark,
    theme_mark,
)
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.directory_search import is_visible
from procurement.packages.product import own_share

PAGE = 20
"""How many stand on one page."""

Searched = type[SearchedProduct]
"""All documents, or those of a part of them."""


@dataclass(frozen=True, slots=True)
class ProductList:
    """One page, how many there are (``paging.counted``), who offers each, and what words were meant."""

    listed: Stretch[tuple[Product]]
    count: int
    names: Mapping[UUID, str]
    meant: Meant


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """What stands on the page of one: who brings it, with which share, and its sales at markets.

    ``first_sold_on`` is the first day on which it was paid here, or sold at a market.
    """

    names: Mapping[UUID, str]
    members: Sequence[ProductMember]
    own_share: Decimal
    sales: Sequence[MarketSale]
    first_sold_on: date | None


def found_products(
    actor: Actor, today: date, text: str, theme: str, place: str, beside: Beside
) -> ProductList:
    """The products that fit, the newest first; a fixed number of queries, some more where a word
    stands nowhere."""
    asked = asked_for(text)
    meant = Meant(is_left_out=bool(text) and asked is None)
    page, count = _newest(actor, today, asked, theme, place, beside)
    if not count and asked is not None:
        meant = meant_with(text, SearchedProduct.words)
        if meant.is_whole:
            asked = asked_instead(text, meant)
            page, count = _newest(actor, today, asked, theme, place, beside)
    rows = _in_order([key for (key,) in page.rows])
    names = names_of({row.organisation_id for (row,) in rows})
    return ProductList(Stretch(rows, page.before, page.after), count, names, meant)


def _newest(
    actor: Actor,
    today: date,
    asked: ColumnElement[Any] | None,
    theme: str,
    place: str,
    beside: Beside,
) -> Page:
    offering = _of_those_seen_by(actor, today)
    if place:
        offering.append(SearchedOrganisation.marks.contains([place_mark(place)]))

    def fitting(document: Searched) -> Select[SearchedProduct]:
        of = SearchedOrganisation.organisation_id == document.organisation_id
        wanted = select(document).where(exists().where(of, *offering))
        if asked is not None:
            wanted = wanted.where(holds(document.words, asked))
        if theme:
            wanted = wanted.where(document.marks.contains([theme_mark(theme)]))
        return wanted

    order = ("shown_at", "product_id")
    return Sought(SearchedProduct, order, fitting, descending=True, size=PAGE).page(beside)


def _of_those_seen_by(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    visible = is_visible(SearchedOrganisation, actor, today)
    return [] if visible is None else [visible]


def _in_order(ids: Sequence[UUID]) -> list[tuple[Product]]:
    rows = {row.id: row for row in session.scalars(select(Product).where(Product.id.in_(ids)))}
    return [(rows[key],) for key in ids]


def products_of(organisation_id: UUID, beside: Beside, actor: Actor) -> Stretch[tuple[Product]]:
    """Those of one enterprise that a person may see, the newest first, withdrawn ones too."""
    own = products_visible_to(actor).where(Product.organisation_id == organisation_id)
    return stretch_of(own, (Product.id,), beside, descending=True)


def product_seen_by(actor: Actor, today: date, product_id: UUID) -> Select[Product]:
    """One product, where this person may see it: only of an enterprise that they may read of."""
    of = SearchedOrganisation.organisation_id == Product.organisation_id
    return (
        products_visible_to(actor)
        .where(Product.id == product_id)
        .where(
            or_(
                Product.organisation_id.in_(actor.organisations),
                exists().where(of, *_of_those_seen_by(actor, today)),
            )
        )
    )


def details_of(product: Product, first_paid_on: date | None) -> ProductDetails:
    """Four queries; at most the last fifty sales. ``first_paid_on``: the first day on which an order
    of it was paid here."""
    members = members_of(product.id)
    sales = session.scalars(
        select(MarketSale)
        .where(MarketSale.product_id == product.id)
        .order_by(MarketSale.sold_on.desc(), MarketSale.id.desc())
        .limit(50)
    ).all()
    first_sale = session.scalar(
        select(func.min(MarketSale.sold_on)).where(MarketSale.product_id == product.id)
    )
    sold = [day for day in (first_paid_on, first_sale) if day]
    names = names_of([product.organisation_id, *(row.organisation_id for row in members)])
    return ProductDetails(
        names, members, own_share([row.share for row in members]), sales, min(sold, default=None)
    )


def members_of(product_id: UUID) -> Sequence[ProductMember]:
    """The others who bring it to market, in the order in which they were named."""
    return session.scalars(
        select(ProductMember)
        .where(ProductMember.product_id == product_id)
        .order_by(ProductMember.id)
    ).all()


def member_of(product_id: UUID, member_id: UUID) -> Select[ProductMember]:
    """One of them."""
    return select(ProductMember).where(
        ProductMember.product_id == product_id, ProductMember.id == member_id
    )


def sale_of(product_id: UUID, sale_id: UUID) -> Select[MarketSale]:
    """One sale at a market."""
    return select(MarketSale).where(MarketSale.product_id == product_id, MarketSale.id == sale_id)


def document_of(product: Product) -> SearchedProduct | None:
    """The document as it should be: none while it is not shown."""
    if product.shown_at is None or product.withdrawn_at is not None:
        return None
    return SearchedProduct(
        product_id=product.id,
        organisation_id=product.organisation_id,
        shown_at=product.shown_at,
        marks=[theme_mark(product.theme)],
        text="\n".join([product.name, product.about, product.unit])[:MOST_TEXT],
    )
