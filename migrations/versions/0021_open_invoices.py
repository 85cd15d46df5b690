"""Open invoices are found by the day they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["due_on"],
        postgresql_where=sa.text("state IN ('sent', 'approved', 'disputed')"),
    )


def downgrade() -> None:
    op.drop_index("ix_invoices_open", "invoices")
