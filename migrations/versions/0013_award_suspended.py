"""An award keeps the claim that suspends its signature, and how that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("awards", sa.Column("claim_notified_on", sa.Date(), nullable=True))
    op.add_column("awards", sa.Column("claim_about", sa.String(), nullable=True))
    op.add_column("awards", sa.Column("claim_ended_on", sa.Date(), nullable=True))
    op.add_column("awards", sa.Column("claim_ended_because", sa.String(), nullable=True))


def downgrade() -> None:
    """The code of before knows no suspended award: it is one in its standstill again."""
    op.execute("UPDATE awards SET state = 'standstill' WHERE state = 'suspended'")
    op.drop_column("awards", "claim_ended_because")
    op.drop_column("awards", "claim_ended_on")
    op.drop_column("awards", "claim_about")
    op.drop_column("awards", "claim_notified_on")
