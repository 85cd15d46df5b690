"""Everybody who takes part declares interests, more than once; how each is dealt with is a choice."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Who declared on a panel to have no interest has declared it here; an interest is told anew."""
    moment = sa.DateTime(timezone=True)
    interest = sa.Enum(
        "none", "perceived", "personal", "professional", "financial",
        name="interest", native_enum=False, length=40,
    )  # fmt: skip
    mitigation = sa.Enum(
        "does_not_score", "observed", "leaves", "no_effect",
        name="mitigation", native_enum=False, length=40,
    )  # fmt: skip
    declarations = op.create_table(
        "interest_declarations",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("interest", interest, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("declared_at", moment, nullable=False),
        sa.Column("mitigation", mitigation, nullable=True),
        sa.Column("explained", sa.String(), nullable=False),
        sa.Column("bidder_id", sa.Uuid(), nullable=True),
        sa.Column("observer_id", sa.Uuid(), nullable=True),
        sa.Column("mitigated_by", sa.Uuid(), nullable=True),
        sa.Column("mitigated_at", moment, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_interest_declarations_{column}_{table}")
            )
            for column, table in (
                ("tender_id", "tenders"),
                ("person_id", "persons"),
                ("bidder_id", "organisations"),
                ("observer_id", "persons"),
                ("mitigated_by", "persons"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_declarations")),
    )
    op.create_index(
        "ix_interest_declarations_last", "interest_declarations", ["tender_id", "declared_at"]
    )
    op.create_index(
        op.f("ix_interest_declarations_person_id"), "interest_declarations", ["person_id"]
    )
    known = op.get_bind().execute(
        sa.text(
            "SELECT tender_id, person_id, declared_at FROM evaluators "
            "WHERE declared_at IS NOT NULL AND has_conflict IS FALSE"
        )
    )
    for row in known.mappings().all():
        op.bulk_insert(
            declarations,
            [{**row, "id": uuid4(), "interest": "none", "about": "", "explained": ""}],
        )


def downgrade() -> None:
    op.drop_table("interest_declarations")
