"""Products and services with their sales at markets; orders from their pages, within limits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, TSVECTOR

revision = "0076"
down_revision = "0075"

_THEMES = ["built_environment", "food", "tourism", "retail", "health", "other"]
_STATES = ["placed", "accepted", "declined", "withdrawn"]


def upgrade() -> None:
    _products()
    _orders()


def _organisation(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False)


def _product() -> sa.Column[object]:
    return sa.Column("product_id", sa.Uuid, sa.ForeignKey("products.id"), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid, primary_key=True),
        _organisation("organisation_id"),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("theme", sa.Enum(*_THEMES, native_enum=False, length=40), nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("lowest", sa.BigInteger, nullable=False),
        sa.Column("highest", sa.BigInteger),
        sa.Column("miles", sa.Integer),
        sa.Column("brought_on", sa.Date, nullable=False),
        sa.Column("first_paid_on", sa.Date),
        _moment("added_at"),
        _moment("shown_at", nullable=True),
        _moment("withdrawn_at", nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_products_organisation", "products", ["organisation_id", "id"])
    op.create_table(
        "product_members",
        sa.Column("id", sa.Uuid, primary_key=True),
        _product(),
        _organisation("organisation_id"),
        sa.Column("share", sa.Numeric, nullable=False),
        sa.Column("work", sa.String, nullable=False),
        _moment("accepted_at", nullable=True),
        sa.UniqueConstraint("product_id", "organisation_id"),
    )
    op.create_index(
        "ix_product_members_organisation", "product_members", ["organisation_id", "accepted_at"]
    )
    op.create_table(
        "market_sales",
        sa.Column("id", sa.Uuid, primary_key=True),
        _product(),
        sa.Column("market", sa.String, nullable=False),
        sa.Column("sold_on", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        _moment("recorded_at"),
    )
    op.create_index("ix_market_sales_product", "market_sales", ["product_id", "sold_on", "id"])
    op.create_table(
        "searched_products",
        sa.Column("product_id", sa.Uuid, sa.ForeignKey("products.id"), primary_key=True),
        _organisation("organisation_id"),
        _moment("shown_at"),
        sa.Column("marks", ARRAY(TEXT), nullable=False),
        sa.Column("text", TEXT(), nullable=False),
        sa.Column(
            "words",
            TSVECTOR(),
            sa.Computed("to_tsvector('english'::regconfig, text)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_searched_products_organisation_id", "searched_products", ["organisation_id"]
    )
    op.create_index("ix_searched_products_newest", "searched_products", ["shown_at", "product_id"])
    op.create_index(
        "ix_searched_products_words",
        "searched_products",
        ["words", "marks"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": False},
    )


def _orders() -> None:
    op.create_table(
        "order_limits",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "organisation_id",
            sa.Uuid,
            sa.ForeignKey("organisations.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("per_order", sa.BigInteger, nullable=False),
        sa.Column("per_supplier", sa.BigInteger, nullable=False),
        _moment("set_at"),
        sa.Column("set_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid, primary_key=True),
        _product(),
        _organisation("buyer_id"),
        _organisation("supplier_id"),
        sa.Column("state", sa.Enum(*_STATES, native_enum=False, length=40), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("price", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("wanted_on", sa.Date, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("order_number", sa.String, nullable=False),
        _moment("placed_at"),
        sa.Column("placed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        _moment("answered_at", nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), unique=True),
    )
    for name, columns in (
        ("buyer", ["buyer_id", "id"]),
        ("supplier", ["supplier_id", "id"]),
        ("between", ["buyer_id", "supplier_id", "placed_at"]),
        ("product", ["product_id", "id"]),
    ):
        op.create_index(f"ix_orders_{name}", "orders", columns)


def downgrade() -> None:
    for table in (
        "orders",
        "order_limits",
        "searched_products",
        "market_sales",
        "product_members",
        "products",
    ):
        op.drop_table(table)
