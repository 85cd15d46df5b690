"""The packages below a contract are read in their order."""

from alembic import op

revision = "0084"
down_revision = "0083"


def upgrade() -> None:
    op.create_index("ix_packages_parent_contract", "packages", ["parent_contract_id", "id"])
    op.drop_index("ix_packages_parent_contract_id", "packages")


def downgrade() -> None:
    op.create_index("ix_packages_parent_contract_id", "packages", ["parent_contract_id"])
    op.drop_index("ix_packages_parent_contract", "packages")
