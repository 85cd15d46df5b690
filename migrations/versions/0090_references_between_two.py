"""A reference is one between payer and supplier: nobody learns by it what another has paid.

The code of before lives with the new index: it refuses more than the index does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"

_STANDS = sa.text("state <> 'taken_back'")
_TO = ["method", "outside_reference", "payee_id"]


def upgrade() -> None:
    op.create_index(
        "uq_payments_between_two",
        "payments",
        [*_TO, "payer_id"],
        unique=True,
        postgresql_where=_STANDS,
    )
    op.drop_index("uq_payments_that_stand", table_name="payments")


def downgrade() -> None:
    """A reference that several payers gave to one supplier is marked in all but the first."""
    op.execute(
        "UPDATE payments AS later SET outside_reference = outside_reference || ' (' || id || ')' "
        "WHERE state <> 'taken_back' AND EXISTS (SELECT FROM payments AS first "
        "WHERE first.method = later.method AND first.outside_reference = later.outside_reference "
        "AND first.payee_id = later.payee_id AND first.state <> 'taken_back' "
        "AND first.id < later.id)"
    )
    op.create_index(
        "uq_payments_that_stand", "payments", _TO, unique=True, postgresql_where=_STANDS
    )
    op.drop_index("uq_payments_between_two", table_name="payments")
