"""Public lists of tenders are read in the order of their deadlines, by an index."""

from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    op.create_index("ix_tenders_deadline", "tenders", ["closes_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_tenders_deadline", "tenders")
