"""What happens on every account at Stripe is asked for each day, however long it is connected."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Begin for each account for which it has not begun; every sweep asks for the next."""
    op.execute(
        """
        INSERT INTO outbox (id, job, "values", once, created_at, due_at, attempts)
        SELECT gen_random_uuid(), 'sweep_stripe_account',
            json_build_object('organisation_id', organisations.id),
            'stripe-sweep-' || organisations.id || '-first', now(), now(), 0
        FROM organisations
        WHERE stripe_account IS NOT NULL AND NOT EXISTS (
            SELECT FROM outbox AS known
            WHERE known.job = 'sweep_stripe_account'
            AND known."values" ->> 'organisation_id' = organisations.id::text
        )
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE once LIKE 'stripe-sweep%-first' AND done_at IS NULL")
