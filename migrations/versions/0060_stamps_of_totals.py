"""What a trigger adds to the tail of a total is stamped too, so that pages which show it are made anew.

Each statement writes a stamp of its own, one that adds no row too; a later migration ends that.
A fold moves the tail into the totals, and nothing that is shown is another afterwards.
"""

from alembic import op

revision = "0060"
down_revision = "0059"

_TAILS = ("money_tail", "payment_days_tail")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION stamp_table() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO stamps (changed) VALUES (
                jsonb_build_object(TG_TABLE_NAME, '["buyer_id=?", "tender_id=?"]'::jsonb));
            RETURN NULL;
        END $$
        """
    )
    for table in _TAILS:
        op.execute(
            f"CREATE TRIGGER {table}_is_stamped AFTER INSERT ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION stamp_table()"
        )


def downgrade() -> None:
    for table in _TAILS:
        op.execute(f"DROP TRIGGER {table}_is_stamped ON {table}")
    op.execute("DROP FUNCTION stamp_table()")
