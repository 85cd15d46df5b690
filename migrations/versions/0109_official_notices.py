"""A tender says what its notice must hold, and keeps the notices published about it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0109"
down_revision = "0108"

_FLAGS = ("suits_sme", "suits_vcse")
_WORDS = ("risks", "after_expiry", "options", "engagement", "agreements")


def upgrade() -> None:
    for name in _FLAGS:
        op.add_column("tenders", sa.Column(name, sa.Boolean, nullable=True))
    for name in _WORDS:
        op.add_column("tenders", sa.Column(name, sa.String, nullable=True))
    op.create_table(
        "official_notices",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("tender_id", sa.Uuid, sa.ForeignKey("tenders.id"), nullable=False),
        sa.Column("contract_id", sa.Uuid, nullable=True),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", postgresql.JSONB, nullable=False),
        sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "number"),
    )
    op.create_index(
        "ix_official_notices_tender", "official_notices", ["tender_id", "published_at", "id"]
    )


def downgrade() -> None:
    op.drop_table("official_notices")
    for name in (*_WORDS, *_FLAGS):
        op.drop_column("tenders", name)
