"""A question about a tender keeps its state: asked, published or withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

STATE = sa.Enum(
    "asked",
    "published",
    "withdrawn",
    name="clarificationstate",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    """With an answer it is published; without, also where the code of before adds one, asked."""
    op.add_column(
        "clarifications", sa.Column("state", STATE, server_default="asked", nullable=False)
    )
    op.execute("UPDATE clarifications SET state = 'published' WHERE answered_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("clarifications", "state")
