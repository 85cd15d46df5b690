"""An agreed bid is opened again by a recorded act, which makes the agreement void."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column(
        "agreed_scores", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "reopenings",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reopened_by", sa.Uuid(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_reopenings_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["persons.id"], name=op.f("fk_reopenings_reopened_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
    )
    op.create_index(op.f("ix_reopenings_bid_id"), "reopenings", ["bid_id"])


def downgrade() -> None:
    op.drop_table("reopenings")
    op.execute("DELETE FROM agreed_scores WHERE reopened_at IS NOT NULL")
    op.drop_column("agreed_scores", "reopened_at")
