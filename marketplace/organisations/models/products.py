"""What can be ordered of whom, for how much, and what was sold of it at markets?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, exists, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Row, choice
from marketplace.engine.search import AT_ONCE, Document
from procurement.ground.money import Money
from procurement.ground.theme import Theme


class Product(Row):
    """A product or a service of an enterprise, or of a consortium that it leads."""

    __tablename__ = "products"
    __table_args__ = (Index("ix_products_organisation", "organisation_id", "id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(info={"personal": True})
    about: Mapped[str] = mapped_column(info={"personal": True})
    theme: Mapped[Theme] = mapped_column(choice(Theme))
    unit: Mapped[str]
    """What one of it is."""
    lowest: Mapped[Money]
    """For one unit, excluding VAT; with ``highest`` the range in which a price is agreed."""
    highest: Mapped[Money | None]
    """Empty where there is one price."""
    miles: Mapped[int | None]
    """How far it is brought; empty where distance does not matter."""
    brought_on: Mapped[date]
    """When it was brought to market."""
    added_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    """Since when everybody sees it: at once, or when every member of the consortium takes part."""
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)


class ProductMember(Row):
    """Another enterprise that brings a product to market together with the first."""

    __tablename__ = "product_members"
    __table_args__ = (
        UniqueConstraint("product_id", "organisation_id"),
        Index("ix_product_members_organisation", "organisation_id", "accepted_at"),
        REMOVABLE,
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    share: Mapped[Decimal]
    """Per cent of what is paid for it."""
    work: Mapped[str] = mapped_column(info={"personal": True})
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    """When it said no, or left: then the product is withdrawn."""


class MarketSale(Row):
    """What of a product was sold at a market on one day."""

    __tablename__ = "market_sales"
    __table_args__ = (Index("ix_market_sales_product", "product_id", "sold_on", "id"), REMOVABLE)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    market: Mapped[str] = mapped_column(info={"personal": True})
    sold_on: Mapped[date]
    amount: Mapped[Money]
    recorded_at: Mapped[datetime]


class SearchedProduct(Document):
    """The document of a product that everybody sees."""

    __tablename__ = "searched_products"
    __table_args__ = (
        Index("ix_searched_products_newest", "shown_at", "product_id"),
        Index(
            "ix_searched_products_words",
            "words",
            "marks",
            postgresql_using="gin",
            postgresql_with=AT_ONCE,
        ),
        REMOVABLE,
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    shown_at: Mapped[datetime]
    marks: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    """What it can be filtered by: its theme."""
    text: Mapped[str] = mapped_column(TEXT, info={"personal": True})


def products_visible_to(actor: Actor) -> Select[Product]:
    """What is shown, for everybody; the rest for those of its enterprise, and of its consortium."""
    mine = actor.organisations
    is_member = exists().where(
        ProductMember.product_id == Product.id, ProductMember.organisation_id.in_(mine)
    )
    return select(Product).where(
        or_(
            Product.shown_at.is_not(None) & Product.withdrawn_at.is_(None),
            Product.organisation_id.in_(mine),
            is_member,
        )
    )
