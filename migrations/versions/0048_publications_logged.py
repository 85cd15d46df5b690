"""What was published before the public log is put into it."""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO outbox (id, job, values, once, created_at, due_at, attempts) "
        "SELECT gen_random_uuid(), 'log_publications', jsonb_build_object('tender_id', id), "
        "'log-publications-' || id, now(), now(), 0 FROM tenders WHERE version > 0"
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE job = 'log_publications'")
