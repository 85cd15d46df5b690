"""Where the audit record stands is published each day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    op.create_table(
        "record_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("heads", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_record_days")),
    )
    op.execute(
        "CREATE TRIGGER record_days_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON record_days "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        """
        INSERT INTO outbox (id, job, "values", once, created_at, due_at, attempts)
        VALUES (gen_random_uuid(), 'publish_record', '{}', 'publish-record-first', now(), now(), 0)
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE job = 'publish_record'")
    op.drop_table("record_days")
