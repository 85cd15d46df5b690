"""What both sides of a contract sign is one document, whose bytes are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0119"
down_revision = "0118"


def upgrade() -> None:
    op.create_table(
        "contract_papers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("precedence", ARRAY(sa.TEXT), nullable=False),
        sa.Column("enclosed", JSONB, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("buyer_mark", sa.String, nullable=False),
        sa.Column("supplier_mark", sa.String, nullable=False),
        sa.Column("printed_of", sa.String, nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("kept", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id"),
    )


def downgrade() -> None:
    op.drop_table("contract_papers")
