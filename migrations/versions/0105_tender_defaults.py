"""An organisation says with what its new drafts begin."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    op.create_table(
        "tender_defaults",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("delivery", sa.String, nullable=True),
        sa.Column("payment_days", sa.Integer, nullable=True),
        sa.Column("payment_reason", sa.String, nullable=True),
        sa.Column("price_weight", sa.Numeric, nullable=True),
        sa.Column("quality_weight", sa.Numeric, nullable=True),
        sa.Column("social_value_weight", sa.Numeric, nullable=True),
        sa.Column("price_formula", sa.String, nullable=True),
        sa.Column("scale_words", postgresql.ARRAY(sa.TEXT), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )


def downgrade() -> None:
    op.drop_table("tender_defaults")
