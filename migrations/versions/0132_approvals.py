"""A second person of a buyer approves a publication and an award, where the buyer wants two."""

import sqlalchemy as sa
from alembic import op

revision = "0132"
down_revision = "0131"


def upgrade() -> None:
    op.add_column(
        "organisations",
        sa.Column("wants_two", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("tender_id", sa.Uuid, sa.ForeignKey("tenders.id"), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_approvals_tender", "approvals", ["tender_id", "step", "id"])
    op.create_index(
        "uq_approvals_open",
        "approvals",
        ["tender_id", "step"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    op.drop_table("approvals")
    op.drop_column("organisations", "wants_two")
