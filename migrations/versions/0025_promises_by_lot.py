"""A promise says how much of it belongs to each lot; one of the bid as a whole is owed once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"

OWED_TWICE = """
    DELETE FROM contract_clauses AS again
    USING contracts AS later, awards AS won, contracts AS earlier, awards AS first,
          contract_clauses AS owed
    WHERE again.contract_id = later.id
      AND later.state = 'awaiting_signature'
      AND won.id = later.award_id
      AND first.id = earlier.award_id
      AND first.bid_id = won.bid_id
      AND owed.contract_id = earlier.id
      AND owed.text = again.text
      AND (earlier.prepared_at, earlier.id) < (later.prepared_at, later.id)
"""


def upgrade() -> None:
    """Until now every promise was one of the bid as a whole. What both sides have signed stays."""
    op.add_column(
        "bid_commitments", sa.Column("by_lot", JSONB(), server_default="{}", nullable=False)
    )
    op.execute(OWED_TWICE)


def downgrade() -> None:
    op.drop_column("bid_commitments", "by_lot")
