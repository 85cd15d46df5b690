"""An authority says how it paid in each half-year; invoices are found by when they were paid."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0136"
down_revision = "0135"


def upgrade() -> None:
    op.create_table(
        "compliance_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("mean_days", sa.Numeric(), nullable=False),
        sa.Column("within_30", sa.Integer(), nullable=False),
        sa.Column("days_31_to_60", sa.Integer(), nullable=False),
        sa.Column("over_60", sa.Integer(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("not_paid", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lines", postgresql.JSONB(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["said_by"], ["persons.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "begins_on"),
    )
    op.create_index(
        "ix_invoices_buyer_paid",
        "invoices",
        ["buyer_id", "paid_on"],
        postgresql_where=sa.text("kind = 'invoice'"),
    )


def downgrade() -> None:
    op.drop_index("ix_invoices_buyer_paid", "invoices")
    op.drop_table("compliance_notices")
