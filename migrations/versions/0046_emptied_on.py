"""Of what was kept until its last day, the day on which its words were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

TABLES = ("tenders", "bids", "contracts")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("emptied_on", sa.Date()))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "emptied_on")
