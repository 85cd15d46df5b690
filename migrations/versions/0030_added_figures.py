"""Figures of law are added by an operator, with their source."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "added_figures",
        sa.Column("in_table", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["persons.id"], name=op.f("fk_added_figures_entered_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_figures")),
        sa.UniqueConstraint(
            "in_table", "key", "since", name=op.f("uq_added_figures_in_table_key_since")
        ),
    )


def downgrade() -> None:
    op.drop_table("added_figures")
