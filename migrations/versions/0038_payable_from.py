"""A new bank account waits before the first payment; one confirmed before has waited."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("bank_accounts", sa.Column("payable_from", sa.Date()))
    op.execute(
        "UPDATE bank_accounts SET payable_from = (confirmed_at AT TIME ZONE 'Europe/London')::date"
    )


def downgrade() -> None:
    op.drop_column("bank_accounts", "payable_from")
