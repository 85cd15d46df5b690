"""A tender says what decides between equal bids, and a draw between them is on record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0128"
down_revision = "0127"


def upgrade() -> None:
    for table in ("tenders", "tender_defaults"):
        op.add_column(table, sa.Column("tie_rule", sa.String(length=40), nullable=True))
    op.create_table(
        "draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("among", JSONB(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("first_witness", sa.String(), nullable=False),
        sa.Column("second_witness", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"]),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draws_lot_id", "draws", ["lot_id"])


def downgrade() -> None:
    op.drop_table("draws")
    for table in ("tender_defaults", "tenders"):
        op.drop_column(table, "tie_rule")
