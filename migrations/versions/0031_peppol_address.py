"""An organisation's Peppol address, and what keeps an invoice from being one of Peppol's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Invoices that were sent already are not looked at again."""
    op.add_column("organisations", sa.Column("gln", sa.String(), nullable=True))
    op.add_column(
        "invoices", sa.Column("peppol_faults", postgresql.ARRAY(sa.TEXT()), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("invoices", "peppol_faults")
    op.drop_column("organisations", "gln")
