"""A tender says what options and extensions could add to its estimate."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Until now one estimate was asked for, with all options: it stays, and nothing is added."""
    op.add_column("tenders", sa.Column("options_estimate", sa.BigInteger()))


def downgrade() -> None:
    """The code of before knows one estimate, with all options."""
    op.execute(
        "UPDATE tenders SET estimate = estimate + options_estimate WHERE options_estimate > 0"
    )
    op.drop_column("tenders", "options_estimate")
