"""A second factor that was lost can be taken away, after a wait and with a record of who asked."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "factor_resets",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("stopped_at", moment, nullable=True),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["persons.id"], name=op.f(f"fk_factor_resets_{column}_persons")
            )
            for column in ("person_id", "asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_resets")),
    )
    for column in ("person_id", "asked_by"):
        op.create_index(op.f(f"ix_factor_resets_{column}"), "factor_resets", [column])


def downgrade() -> None:
    op.drop_table("factor_resets")
