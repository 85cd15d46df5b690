"""A contract says what is passed on below it; hours are returned by month."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"


def _choice(*words: str) -> sa.Enum:
    return sa.Enum(*words, native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "pass_downs",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("payment_days", sa.Integer),
        sa.Column("social_share", sa.Numeric),
        sa.Column("labour_share", sa.Numeric),
        sa.Column("state", _choice("proposed", "agreed", "declined", "replaced"), nullable=False),
        sa.Column("for_buyer", sa.Boolean, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id")),
        sa.Column("declined_because", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pass_downs_contract", "pass_downs", ["contract_id", "id"])
    for name, state in (("in_force", "agreed"), ("open", "proposed")):
        op.create_index(
            f"uq_pass_downs_{name}",
            "pass_downs",
            ["contract_id"],
            unique=True,
            postgresql_where=sa.text(f"state = '{state}'"),
        )
    op.create_table(
        "labour_returns",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hours", sa.Numeric, nullable=False),
        sa.Column("furthest", sa.Numeric, nullable=False),
        sa.Column("evidence", sa.String, nullable=False),
        sa.Column("state", _choice("made", "confirmed", "questioned", "corrected"), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id")),
        sa.Column("questioned_because", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "month", "number"),
    )
    op.create_index(
        "uq_labour_returns_standing",
        "labour_returns",
        ["contract_id", "month"],
        unique=True,
        postgresql_where=sa.text("state <> 'corrected'"),
    )


def downgrade() -> None:
    op.drop_table("labour_returns")
    op.drop_table("pass_downs")
