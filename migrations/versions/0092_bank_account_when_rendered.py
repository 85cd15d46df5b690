"""What is asked for to make an invoice's documents names no bank account: it is read as they are made."""

from alembic import op

revision = "0092"
down_revision = "0091"


def upgrade() -> None:
    op.execute(
        "UPDATE outbox SET values = values - 'bank_account_id' "
        "WHERE job = 'render_invoice' AND done_at IS NULL"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE outbox SET values = values || '{\"bank_account_id\": null}' "
        "WHERE job = 'render_invoice' AND done_at IS NULL"
    )
