"""Each member of a consortium declares of itself what everybody behind a bid declares."""

import sqlalchemy as sa
from alembic import op

revision = "0139"
down_revision = "0138"


def upgrade() -> None:
    op.add_column("consortium_members", sa.Column("declared", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    op.drop_column("consortium_members", "declared")
