"""A bidder is offered a call about its result, and takes a time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0125"
down_revision = "0124"


def upgrade() -> None:
    op.create_table(
        "feedback_calls",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("times", JSONB, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("offered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id"),
    )
    op.create_index(
        "ix_feedback_calls_offered",
        "feedback_calls",
        ["last_at", "id"],
        postgresql_where=sa.text("state = 'offered'"),
    )


def downgrade() -> None:
    op.drop_table("feedback_calls")
