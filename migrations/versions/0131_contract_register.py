"""The public register of contracts is read by their last day, and buyers are reminded of it."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"

PUBLIC = (
    "award_id IS NOT NULL AND buyer_signed_at IS NOT NULL "
    "AND supplier_signed_at IS NOT NULL AND regime <> 'private'"
)


def upgrade() -> None:
    op.create_index(
        "ix_contracts_register", "contracts", ["ends_on", "id"], postgresql_where=sa.text(PUBLIC)
    )
    op.create_index(
        "ix_contracts_ends", "contracts", ["ends_on"],
        postgresql_where=sa.text("state = 'signed'"),
    )  # fmt: skip
    op.create_table(
        "end_reminders",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "ends_on"),
    )


def downgrade() -> None:
    op.drop_table("end_reminders")
    op.drop_index("ix_contracts_ends", "contracts")
    op.drop_index("ix_contracts_register", "contracts")
