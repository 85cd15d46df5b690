"""A posted package is changed in versions, and an offer says to which of them it was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0088"
down_revision = "0087"


def upgrade() -> None:
    op.add_column("packages", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column(
        "offers", sa.Column("package_version", sa.Integer, nullable=False, server_default="1")
    )
    op.create_table(
        "package_changes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("changed", JSONB, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("closes_at_was", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("package_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("package_changes")
    op.drop_column("offers", "package_version")
    op.drop_column("packages", "version")
