"""A contract holds the terms that both sides sign."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """What was signed without terms stays so; what waits for a signature gets them first."""
    op.add_column("contracts", sa.Column("terms", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("contracts", "terms")
