"""A development is a thing of its own, with phases."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

_KINDS = ["hospital", "housing", "campus", "sport", "infrastructure", "mixed_use", "other"]


def upgrade() -> None:
    op.create_table(
        "developments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("contractor_id", sa.Uuid, sa.ForeignKey("organisations.id")),
        sa.Column("contractor_name", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.Enum(*_KINDS, native_enum=False, length=40), nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("postcode", sa.String, nullable=False),
        sa.Column("ward_code", sa.String),
        sa.Column("latitude", sa.Numeric),
        sa.Column("longitude", sa.Numeric),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_developments_published", "developments", ["published_at", "id"])
    op.create_index("ix_developments_owner", "developments", ["owner_id", "begun_at", "id"])
    op.create_index("ix_developments_contractor_id", "developments", ["contractor_id"])
    op.create_index("ix_developments_ward_code", "developments", ["ward_code"])
    op.create_table(
        "development_phases",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("development_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("development_phases")
    op.drop_table("developments")
