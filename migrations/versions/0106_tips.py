"""Brokers tell enterprises of work that fits them; coming work, and what is committed, is listed."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    op.create_table(
        "work_tips",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("coming_package_id", sa.Uuid, sa.ForeignKey("coming_packages.id")),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id")),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("coming_package_id", "organisation_id"),
        sa.UniqueConstraint("package_id", "organisation_id"),
        sa.CheckConstraint("num_nonnulls(coming_package_id, package_id) = 1", name="one_work"),
    )
    op.create_index(
        "ix_coming_packages_soonest",
        "coming_packages",
        ["month", "id"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_committed_lines_place", "committed_lines", ["place", "signed_on", "contract_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_committed_lines_place", "committed_lines")
    op.drop_index("ix_coming_packages_soonest", "coming_packages")
    op.drop_table("work_tips")
