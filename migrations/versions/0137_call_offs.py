"""A buyer says whether work is called off as it is needed; call-offs are listed by their framework."""

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0136"


def upgrade() -> None:
    op.add_column("tenders", sa.Column("ordering", sa.String(40)))
    op.create_index(
        "ix_contracts_call_offs", "contracts", ["parent_id", "id"],
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_contracts_call_offs", "contracts")
    op.drop_column("tenders", "ordering")
