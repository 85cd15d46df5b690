"""What is decided about each condition and ground of exclusion of a bid, and chances to replace."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    op.create_table(
        "condition_checks",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False),
        sa.Column("about", _choice("checkabout", "condition", "party", "relied_on",
                                   "sub_contractors"), nullable=False),
        sa.Column("condition_id", sa.Uuid, sa.ForeignKey("conditions.id"), nullable=True),
        sa.Column("party_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("is_replaceable", sa.Boolean, nullable=False),
        sa.Column("finding", _choice("finding", "met", "not_met", "no_ground", "tolerated",
                                     "excludable", "excluded"), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier", JSONB, nullable=False),
        sa.Column("disregard_id", sa.Uuid, sa.ForeignKey("disregards.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id", "about", "condition_id", "party_id",
                            postgresql_nulls_not_distinct=True),
    )  # fmt: skip
    op.create_table(
        "replacements",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False, index=True),
        sa.Column("check_id", sa.Uuid, sa.ForeignKey("condition_checks.id"), nullable=False,
                  index=True),
        sa.Column("state", _choice("replacementstate", "asked", "answered", "accepted", "refused",
                                   "withdrawn"), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("whom", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("asked_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.Date, nullable=False),
        sa.Column("replaces", sa.Boolean, nullable=True),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def downgrade() -> None:
    op.drop_table("replacements")
    op.drop_table("condition_checks")
