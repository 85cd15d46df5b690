"""A buyer stands still of its own will where the law asks for no standstill."""

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"


def upgrade() -> None:
    op.add_column("awards", sa.Column("standstill_days", sa.Integer, nullable=True))


def downgrade() -> None:
    op.drop_column("awards", "standstill_days")
