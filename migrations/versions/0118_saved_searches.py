"""People keep searches, and are told once of what is found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0118"
down_revision = "0117"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("among", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", JSONB(), nullable=False),
        sa.Column("is_daily", sa.Boolean(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("looked_at", _MOMENT, nullable=False),
        sa.Column("deleted_at", _MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_searches_person", "saved_searches", ["person_id", "id"])
    op.create_index(
        "ix_saved_searches_daily",
        "saved_searches",
        ["person_id"],
        postgresql_where=sa.text("is_daily AND deleted_at IS NULL"),
    )
    op.create_table(
        "told_finds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("found_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "found_id", "version"),
    )
    op.create_index("ix_tender_versions_published_at", "tender_versions", ["published_at"])
    op.create_index("ix_notices_imported_at", "notices", ["imported_at"])


def downgrade() -> None:
    op.drop_index("ix_notices_imported_at", "notices")
    op.drop_index("ix_tender_versions_published_at", "tender_versions")
    op.drop_table("told_finds")
    op.drop_table("saved_searches")
