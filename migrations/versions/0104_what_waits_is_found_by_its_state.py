"""What waits for a buyer or a supplier is found by its state, without a look at all that is over."""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    op.create_index("ix_tenders_buyer_state", "tenders", ["buyer_id", "state", "closes_at"])
    op.create_index("ix_contracts_buyer_state", "contracts", ["buyer_id", "state"])
    op.create_index("ix_contracts_supplier_state", "contracts", ["supplier_id", "state"])
    op.create_index(
        "ix_milestones_waiting",
        "milestones",
        ["contract_id"],
        postgresql_where=sa.text("state IN ('claimed', 'accepted')"),
    )


def downgrade() -> None:
    op.drop_index("ix_milestones_waiting", "milestones")
    op.drop_index("ix_contracts_supplier_state", "contracts")
    op.drop_index("ix_contracts_buyer_state", "contracts")
    op.drop_index("ix_tenders_buyer_state", "tenders")
