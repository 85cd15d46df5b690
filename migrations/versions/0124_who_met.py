"""It is kept who of the panel met to agree a score."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0124"
down_revision = "0123"


def upgrade() -> None:
    op.add_column(
        "agreed_scores", sa.Column("present", JSONB(), nullable=False, server_default="[]")
    )
    op.alter_column("agreed_scores", "present", server_default=None)


def downgrade() -> None:
    op.drop_column("agreed_scores", "present")
