"""An organisation keeps questions and sets of clauses for its next tenders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    op.create_table(
        "bank_questions",
        *_kept_by_an_organisation(),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("guidance", sa.String, nullable=False),
        sa.Column("word_limit", sa.Integer, nullable=False),
        sa.Column("weight", sa.Numeric, nullable=True),
        sa.Column("minimum", sa.Integer, nullable=True),
        sa.Column("scale_words", postgresql.ARRAY(sa.TEXT), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "clause_sets",
        *_kept_by_an_organisation(),
        sa.Column("name", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "set_clauses",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("set_id", sa.Uuid, sa.ForeignKey("clause_sets.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("minimum", sa.Numeric, nullable=True),
        sa.Column("target", sa.Numeric, nullable=False),
        sa.Column("weight", sa.Numeric, nullable=False),
        sa.Column("quantity_share", sa.Numeric, nullable=False),
        sa.Column("proof", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("set_id", "number"),
    )
    for table in ("bank_questions", "clause_sets"):
        op.create_index(f"ix_{table}_organisation", table, ["organisation_id", "id"])


def _kept_by_an_organisation() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("set_clauses", "clause_sets", "bank_questions"):
        op.drop_table(table)
