"""A reference is free again once the payment under it was taken back as a slip."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.drop_constraint("uq_payments_method_outside_reference_payee_id", "payments", type_="unique")
    op.create_index(
        "uq_payments_that_stand",
        "payments",
        ["method", "outside_reference", "payee_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'taken_back'"),
    )


def downgrade() -> None:
    """What was taken back keeps its reference, marked, so that each stands once again."""
    op.drop_index("uq_payments_that_stand", table_name="payments")
    op.execute(
        "UPDATE payments SET outside_reference = outside_reference || ' (' || id || ')' "
        "WHERE state = 'taken_back'"
    )
    op.create_unique_constraint(
        "uq_payments_method_outside_reference_payee_id",
        "payments",
        ["method", "outside_reference", "payee_id"],
    )
