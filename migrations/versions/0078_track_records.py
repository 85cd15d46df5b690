"""What an organisation answers to its track record."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"


def upgrade() -> None:
    op.create_table(
        "track_records",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("read_until", sa.Date),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )
    for side in ("buyer", "supplier"):
        op.create_index(
            f"ix_invoices_{side}_disputed",
            "invoices",
            [f"{side}_id", "due_on"],
            postgresql_where=sa.text("disputed_at IS NOT NULL"),
        )


def downgrade() -> None:
    for side in ("buyer", "supplier"):
        op.drop_index(f"ix_invoices_{side}_disputed", "invoices")
    op.drop_table("track_records")
