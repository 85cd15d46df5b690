"""A tender has conditions of participation."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    op.create_table(
        "conditions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("tender_id", sa.Uuid, sa.ForeignKey("tenders.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("shown_by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("conditions")
