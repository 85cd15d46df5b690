"""A second factor beside the password: an app's one-time codes, and recovery codes on paper."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A sign-in knows when a factor was last used; the column that nothing used goes."""
    op.drop_column("person_details", "second_factor")
    op.add_column("sign_ins", sa.Column("factor_at", MOMENT, nullable=True))
    op.create_table(
        "authenticators",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        *_key_and_person("authenticators"),
        sa.UniqueConstraint("person_id", name=op.f("uq_authenticators_person_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_key_and_person("recovery_codes"),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"])
    op.create_table(
        "factor_misses",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_key_and_person("factor_misses"),
    )
    op.create_index(op.f("ix_factor_misses_person_id"), "factor_misses", ["person_id"])


def _key_and_person(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f(f"fk_{table}_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("factor_misses", "recovery_codes", "authenticators"):
        op.drop_table(table)
    op.drop_column("sign_ins", "factor_at")
    op.add_column("person_details", sa.Column("second_factor", sa.String(), nullable=True))
