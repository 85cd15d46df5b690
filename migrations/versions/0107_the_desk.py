"""Defaults of tenders count their changes; enterprises show readiness and are asked for evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    op.add_column(
        "tender_defaults", sa.Column("revision", sa.Integer, nullable=False, server_default="1")
    )
    op.alter_column("tender_defaults", "revision", server_default=None)
    op.create_table(
        "readiness_showings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("shown_to", sa.String, nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )
    op.create_table(
        "evidence_requests",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )
    op.add_column(
        "contacts", sa.Column("named_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("contacts", "named_by")
    op.drop_table("evidence_requests")
    op.drop_table("readiness_showings")
    op.drop_column("tender_defaults", "revision")
