"""An opened bid has the files that were attached to its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"


def upgrade() -> None:
    op.create_table(
        "bid_files",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False),
        sa.Column("question_id", sa.Uuid, sa.ForeignKey("questions.id"), nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("kept", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id", "kept"),
    )


def downgrade() -> None:
    op.drop_table("bid_files")
