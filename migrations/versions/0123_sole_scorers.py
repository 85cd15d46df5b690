"""Buyers say why one person alone scores a question, a bid or everything."""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"

_MOMENT = sa.DateTime(timezone=True)
_PARENTS = {
    "tender_id": "tenders.id",
    "person_id": "persons.id",
    "question_id": "questions.id",
    "clause_id": "clauses.id",
    "bid_id": "bids.id",
    "explained_by": "persons.id",
}
_OPEN = {"question_id", "clause_id", "bid_id"}


def upgrade() -> None:
    op.create_table(
        "sole_scorers",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=name in _OPEN) for name in _PARENTS),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("explained_at", _MOMENT, nullable=False),
        *(sa.ForeignKeyConstraint([name], [parent]) for name, parent in _PARENTS.items()),
        sa.CheckConstraint("question_id IS NULL OR clause_id IS NULL", name="one_criterion"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sole_scorers_tender", "sole_scorers", ["tender_id", "explained_at"])


def downgrade() -> None:
    op.drop_index("ix_sole_scorers_tender", "sole_scorers")
    op.drop_table("sole_scorers")
