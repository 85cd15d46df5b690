"""A kept form says whose it is, so that the forms of one person, and of strangers, are bounded."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """The author of a form kept until now cannot be read here, so nobody may see it: it goes."""
    op.execute("DELETE FROM kept_forms")
    op.add_column("kept_forms", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_kept_forms_person_id_kept_forms_at"), "kept_forms", ["person_id", "at"]
    )


def downgrade() -> None:
    op.execute("DELETE FROM kept_forms")
    op.drop_index(op.f("ix_kept_forms_person_id_kept_forms_at"), "kept_forms")
    op.drop_column("kept_forms", "person_id")
