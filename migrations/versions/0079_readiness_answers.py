"""What an enterprise answers when it checks what it lacks for a first package."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"

_QUESTIONS = ["employs", "policy", "vat-registered", "terms-decided"]


def upgrade() -> None:
    op.create_table(
        "readiness_answers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("question", sa.Enum(*_QUESTIONS, native_enum=False, length=40), nullable=False),
        sa.Column("is_yes", sa.Boolean, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "question"),
    )


def downgrade() -> None:
    op.drop_table("readiness_answers")
