"""A tender says why its estimate holds less VAT than the standard rate on its lots."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column(
        "tenders", sa.Column("less_vat_because", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("tenders", "less_vat_because")
