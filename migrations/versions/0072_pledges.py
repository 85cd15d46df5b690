"""Spaces of a development, and pledges to it with their stages."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "development_spaces",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("square_metres", sa.Integer),
        sa.Column("used_by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_development_spaces_development",
        "development_spaces",
        ["development_id", "starts_on", "id"],
    )
    op.create_table(
        "pledges",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("pledger_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("entered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("entered_at", moment, nullable=False),
        sa.Column("confirmed_by", sa.Uuid, sa.ForeignKey("persons.id")),
        sa.Column("confirmed_at", moment),
        sa.Column("withdrawn_at", moment),
        sa.Column("withdrawn_because", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pledges_development", "pledges", ["development_id", "id"])
    op.create_index("ix_pledges_pledger", "pledges", ["pledger_id", "id"])
    op.create_table(
        "pledge_stages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("pledge_id", sa.Uuid, sa.ForeignKey("pledges.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pledge_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("pledge_stages")
    op.drop_table("pledges")
    op.drop_table("development_spaces")
