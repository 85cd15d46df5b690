"""A tender keeps the number and the moment of its notice on the central digital platform."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Of tenders published before, nobody wrote it down: they have none."""
    op.add_column(
        "tenders", sa.Column("central_notice", sa.String(), server_default="", nullable=False)
    )
    op.add_column("tenders", sa.Column("central_notice_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("tenders", "central_notice_at")
    op.drop_column("tenders", "central_notice")
