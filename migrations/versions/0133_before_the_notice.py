"""A draft says what notices before its tender notice hold."""

import sqlalchemy as sa
from alembic import op

revision = "0133"
down_revision = "0132"


def upgrade() -> None:
    op.add_column("tenders", sa.Column("notice_on", sa.Date, nullable=True))
    op.add_column("tenders", sa.Column("engaged_until", sa.Date, nullable=True))
    op.add_column("tenders", sa.Column("engaged_how", sa.String, nullable=True))


def downgrade() -> None:
    for name in ("engaged_how", "engaged_until", "notice_on"):
        op.drop_column("tenders", name)
