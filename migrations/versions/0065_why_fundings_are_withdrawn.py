"""Why a funding was withdrawn is kept with it; the record holds the fingerprint."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.add_column(
        "fundings",
        sa.Column("withdrawn_because", sa.String(), nullable=False, server_default=""),
    )
    op.alter_column("fundings", "withdrawn_because", server_default=None)


def downgrade() -> None:
    op.drop_column("fundings", "withdrawn_because")
