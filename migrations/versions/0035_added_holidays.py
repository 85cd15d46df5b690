"""Bank holidays of a whole year are added by an operator, with their source."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "added_holidays",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", postgresql.ARRAY(sa.DATE()), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["persons.id"], name=op.f("fk_added_holidays_entered_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_holidays")),
        sa.UniqueConstraint("part", "year", name=op.f("uq_added_holidays_part_year")),
    )


def downgrade() -> None:
    op.drop_table("added_holidays")
