"""A draft knows which of its parts somebody has saved."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Of the drafts of today nobody knows it: each part is looked at once more."""
    op.add_column(
        "tenders",
        sa.Column("decided", sa.ARRAY(sa.TEXT()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("tenders", "decided")
