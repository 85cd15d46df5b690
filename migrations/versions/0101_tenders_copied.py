"""A tender knows from which earlier one it was copied, and what of it nobody has saved yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    op.add_column(
        "tenders",
        sa.Column("copied_from_id", sa.Uuid, sa.ForeignKey("tenders.id"), nullable=True),
    )
    op.add_column(
        "tenders",
        sa.Column("brought", postgresql.ARRAY(sa.TEXT), nullable=False, server_default="{}"),
    )
    op.alter_column("tenders", "brought", server_default=None)


def downgrade() -> None:
    op.drop_column("tenders", "brought")
    op.drop_column("tenders", "copied_from_id")
