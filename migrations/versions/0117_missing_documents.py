"""A document that is missing from an opened bid is asked for, handed in late, or gone without."""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"


def upgrade() -> None:
    op.create_table(
        "missing_documents",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False),
        sa.Column("question_id", sa.Uuid, sa.ForeignKey("questions.id"), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("unchanged", sa.String, nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_by", sa.Date, nullable=True),
        sa.Column("handed_in_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("kept", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id", "question_id", "asked"),
    )


def downgrade() -> None:
    op.drop_table("missing_documents")
