"""Buyers say who on the panel scores which question or clause, and why that changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0122"
down_revision = "0121"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("whose", JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_assignments_last", "assignments", ["tender_id", "decided_at"])
    op.add_column("evaluators", sa.Column("changed_because", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("evaluators", "changed_because")
    op.drop_index("ix_assignments_last", "assignments")
    op.drop_table("assignments")
