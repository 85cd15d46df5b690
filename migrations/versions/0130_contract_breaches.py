"""That a contract was not kept is recorded, answered, and published where the Act wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0129"


def upgrade() -> None:
    op.create_table(
        "contract_breaches",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("obligation", sa.String, nullable=False),
        sa.Column("nature", sa.String, nullable=False),
        sa.Column("impact", sa.String, nullable=False),
        sa.Column("duration", sa.String, nullable=False),
        sa.Column("mitigation", sa.String, nullable=False),
        sa.Column("warnings", sa.String, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=True),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("follows_on", sa.Date, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("official_notices.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("contract_breaches")
