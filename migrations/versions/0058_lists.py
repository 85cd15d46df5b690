"""Lists of invoices and tenders are read in their order, a page at a time."""

from alembic import op

revision = "0058"
down_revision = "0057"

_COUNTED = {"postgresql_include": ["kind", "gross"]}


def upgrade() -> None:
    op.create_index("ix_invoices_buyer", "invoices", ["buyer_id", "due_on", "id"])
    op.create_index("ix_invoices_supplier", "invoices", ["supplier_id", "due_on", "id"])
    for side in ("buyer", "supplier"):
        columns = [f"{side}_id", "state", "due_on", "id"]
        op.create_index(f"ix_invoices_{side}_state", "invoices", columns, **_COUNTED)
    op.create_index("ix_tenders_buyer", "tenders", ["buyer_id", "created_at", "id"])
    op.drop_index("ix_invoices_buyer_id", "invoices")
    op.drop_index("ix_tenders_buyer_id", "tenders")


def downgrade() -> None:
    op.create_index("ix_tenders_buyer_id", "tenders", ["buyer_id"])
    op.create_index("ix_invoices_buyer_id", "invoices", ["buyer_id"])
    op.drop_index("ix_tenders_buyer", "tenders")
    for side in ("supplier", "buyer"):
        op.drop_index(f"ix_invoices_{side}_state", "invoices")
        op.drop_index(f"ix_invoices_{side}", "invoices")
