"""Packages that ended before there was a last day get theirs, and each that takes offers until a moment
has the job that closes it."""

from alembic import op

revision = "0094"
down_revision = "0093"


def upgrade() -> None:
    op.execute(
        "UPDATE packages SET keep_until = (ended.at AT TIME ZONE 'Europe/London')::date "
        "+ interval '1 year' FROM (SELECT packages.id, coalesce(max(audit_records.at), now()) AS at "
        "FROM packages LEFT JOIN audit_records ON audit_records.subject_id = packages.id "
        "AND audit_records.verb = 'package.withdraw' GROUP BY packages.id) AS ended "
        "WHERE ended.id = packages.id AND packages.state = 'withdrawn' AND packages.keep_until IS NULL"
    )
    op.execute(
        "UPDATE packages SET keep_until = coalesce(contracts.keep_until, greatest("
        "contracts.ends_on + interval '6 years', "
        "(contracts.prepared_at AT TIME ZONE 'Europe/London')::date + interval '3 years')::date) "
        "FROM contracts WHERE contracts.id = packages.contract_id "
        "AND packages.state = 'contracted' AND packages.keep_until IS NULL"
    )
    op.execute(
        'INSERT INTO outbox (id, job, "values", once, created_at, due_at, attempts) '
        "SELECT gen_random_uuid(), 'package_closed', jsonb_build_object('package_id', id::text), "
        "'package-closed-' || id, now(), closes_at, 0 FROM packages "
        "WHERE state = 'posted' AND closes_at IS NOT NULL AND NOT EXISTS (SELECT FROM outbox "
        "WHERE outbox.job = 'package_closed' AND outbox.done_at IS NULL "
        "AND outbox.\"values\" ->> 'package_id' = packages.id::text) ON CONFLICT (once) DO NOTHING"
    )


def downgrade() -> None:
    pass
