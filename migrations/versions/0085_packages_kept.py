"""Packages are kept to a last day: those that have ended to one year, or six after their contract."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    op.add_column("packages", sa.Column("keep_until", sa.Date))
    op.add_column("packages", sa.Column("emptied_on", sa.Date))


def downgrade() -> None:
    op.drop_column("packages", "emptied_on")
    op.drop_column("packages", "keep_until")
