"""By what a contract is judged, and how it was rated."""

import sqlalchemy as sa
from alembic import op

revision = "0129"
down_revision = "0128"


def upgrade() -> None:
    op.create_table(
        "indicators",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("measured", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "number"),
    )
    op.create_table(
        "indicator_exceptions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id"),
    )
    op.create_table(
        "performance_assessments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("is_final", sa.Boolean, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("comment", sa.String, nullable=False),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commented_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("official_notices.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_performance_assessments_contract", "performance_assessments", ["contract_id", "ends_on"]
    )
    op.create_table(
        "indicator_ratings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("performance_assessments.id"), nullable=False
        ),
        sa.Column("indicator_id", sa.Uuid, sa.ForeignKey("indicators.id"), nullable=False),
        sa.Column("rating", sa.String(40), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("assessment_id", "indicator_id"),
    )


def downgrade() -> None:
    op.drop_table("indicator_ratings")
    op.drop_table("performance_assessments")
    op.drop_table("indicator_exceptions")
    op.drop_table("indicators")
