"""A figure of law that was added may hold until the next one begins: it has no last day."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.alter_column("added_figures", "until", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    """What has no last day gets the last that there is."""
    op.execute("UPDATE added_figures SET until = '9999-12-31' WHERE until IS NULL")
    op.alter_column("added_figures", "until", existing_type=sa.Date(), nullable=False)
