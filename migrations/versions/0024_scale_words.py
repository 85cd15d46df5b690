"""What each score means is written by the buyer and published with the tender."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("tenders", sa.Column("scale_words", postgresql.ARRAY(sa.TEXT()), nullable=True))


def downgrade() -> None:
    op.drop_column("tenders", "scale_words")
