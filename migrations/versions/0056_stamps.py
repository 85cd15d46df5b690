"""Each transaction says what it changed, to whoever keeps pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    op.create_table(
        "stamps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("changed", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamps")),
    )
    op.create_index(op.f("ix_stamps_transaction"), "stamps", ["transaction"])
    op.create_index(op.f("ix_stamps_at"), "stamps", ["at"])


def downgrade() -> None:
    op.drop_table("stamps")
