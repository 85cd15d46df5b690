"""The register is read by buyer, by theme and by what ended early; what waits is found by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0134"
down_revision = "0133"

REGISTER = (
    "award_id IS NOT NULL AND buyer_signed_at IS NOT NULL "
    "AND supplier_signed_at IS NOT NULL AND regime <> 'private'"
)
INDEXES = (
    ("ix_contracts_register_buyer", "contracts", ["buyer_id", "ends_on", "id"], REGISTER),
    ("ix_contracts_register_theme", "contracts", ["theme", "ends_on", "id"], REGISTER),
    (
        "ix_contracts_register_ended_early", "contracts", ["ends_on", "id"],
        f"{REGISTER} AND state <> 'signed'",
    ),
    (
        "ix_contracts_pairs", "contracts", ["buyer_id", "supplier_id", "prepared_at"],
        "state = 'signed'",
    ),
    (
        "ix_performance_assessments_waiting", "performance_assessments", ["contract_id"],
        "notice_id IS NULL",
    ),
    (
        "ix_contract_breaches_unanswered", "contract_breaches", ["contract_id"],
        "answered_at IS NULL",
    ),
    (
        "ix_contract_breaches_unpublished", "contract_breaches", ["contract_id"],
        "notice_id IS NULL",
    ),
)  # fmt: skip


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
