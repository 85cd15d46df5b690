"""A package asks for promises, which stand in its contract with the day by which each is due."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"


def upgrade() -> None:
    op.create_table(
        "package_clauses",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("quantity", sa.Numeric, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("proof", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("package_id", "position"),
    )
    op.add_column("contract_clauses", sa.Column("due_on", sa.Date))


def downgrade() -> None:
    op.drop_column("contract_clauses", "due_on")
    op.drop_table("package_clauses")
