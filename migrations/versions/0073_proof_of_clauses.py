"""A clause says how it is shown, who confirms it, and what follows where it is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"


def upgrade() -> None:
    for table in ("clauses", "contract_clauses"):
        op.add_column(table, sa.Column("proof", sa.String, nullable=False, server_default=""))
        op.alter_column(table, "proof", server_default=None)


def downgrade() -> None:
    for table in ("clauses", "contract_clauses"):
        op.drop_column(table, "proof")
