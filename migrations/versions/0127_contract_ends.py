"""A signed contract ends: its work is done, or it ends early once the supplier was heard."""

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0126"


def upgrade() -> None:
    op.create_table(
        "contract_ends",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("ground", sa.String(40), nullable=True),
        sa.Column("reasons", sa.String, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("reply_by", sa.Date, nullable=True),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intended_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("is_agreed", sa.Boolean, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contract_ends_contract", "contract_ends", ["contract_id", "id"])
    op.create_index(
        "uq_contract_ends_standing",
        "contract_ends",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )


def downgrade() -> None:
    op.drop_table("contract_ends")
