"""Nobody looks for the rounds of a group: the offer, and the hosting, say for whom it is."""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"


def upgrade() -> None:
    op.drop_index("ix_offer_rounds_group", "offer_rounds")


def downgrade() -> None:
    op.create_index(
        "ix_offer_rounds_group",
        "offer_rounds",
        ["for_group_id"],
        postgresql_where=sa.text("for_group_id IS NOT NULL"),
    )
