"""When an order was first paid stands with it, and the first sale of a product is read from there."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"


def upgrade() -> None:
    op.add_column("orders", sa.Column("paid_on", sa.Date))
    op.execute(
        "UPDATE orders SET paid_on = paid.day FROM (SELECT contract_id, min(paid_on) AS day "
        "FROM invoices WHERE state = 'paid' AND kind = 'invoice' GROUP BY contract_id) AS paid "
        "WHERE paid.contract_id = orders.contract_id"
    )
    op.create_index("ix_orders_product_paid", "orders", ["product_id", "paid_on"])
    op.drop_column("products", "first_paid_on")


def downgrade() -> None:
    op.add_column("products", sa.Column("first_paid_on", sa.Date))
    op.execute(
        "UPDATE products SET first_paid_on = sold.day FROM (SELECT product_id, min(paid_on) AS day "
        "FROM orders GROUP BY product_id) AS sold WHERE sold.product_id = products.id"
    )
    op.drop_index("ix_orders_product_paid", "orders")
    op.drop_column("orders", "paid_on")
