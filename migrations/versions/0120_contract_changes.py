"""A signed contract is changed: proposed, measured, announced where it must be, signed by both sides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0120"
down_revision = "0119"


def upgrade() -> None:
    op.create_table(
        "contract_changes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("value_before", sa.BigInteger, nullable=False),
        sa.Column("value_after", sa.BigInteger, nullable=False),
        sa.Column("ends_before", sa.Date, nullable=False),
        sa.Column("ends_after", sa.Date, nullable=False),
        sa.Column("work", postgresql.JSONB, nullable=False),
        sa.Column("changes_scope", sa.Boolean, nullable=True),
        sa.Column("favours_supplier", sa.Boolean, nullable=True),
        sa.Column("ground", sa.String(40), nullable=True),
        sa.Column("ground_why", sa.String, nullable=False),
        sa.Column("made_with_id", sa.Uuid, sa.ForeignKey("contract_changes.id"), nullable=True),
        sa.Column("grounds", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("needs_notice", sa.Boolean, nullable=False),
        sa.Column("standstill_days", sa.Integer, nullable=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("official_notices.id"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("buyer_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("buyer_signed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("supplier_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supplier_signed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("declined_because", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "number"),
    )
    op.create_index(
        "uq_contract_changes_open",
        "contract_changes",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )


def downgrade() -> None:
    op.drop_table("contract_changes")
