"""A member of a consortium can say no to a product."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    op.add_column("product_members", sa.Column("declined_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("product_members", "declined_at")
