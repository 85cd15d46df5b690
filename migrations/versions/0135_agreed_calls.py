"""The calls that are agreed are found by when they begin."""

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0134"


def upgrade() -> None:
    op.create_index(
        "ix_feedback_calls_agreed",
        "feedback_calls",
        ["begins_at"],
        postgresql_where=sa.text("state = 'taken'"),
    )


def downgrade() -> None:
    op.drop_index("ix_feedback_calls_agreed", "feedback_calls")
