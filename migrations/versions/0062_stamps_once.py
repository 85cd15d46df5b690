"""A total's tail is stamped once in a transaction that adds to it, and the jobs of a lane are found.

The trigger of 0060 wrote a stamp for each statement, of no rows too. What waits is found by the
names of a lane, and the orders of e-mails by whom they are for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"

_TAILS = ("money_tail", "payment_days_tail")
_STAMPED = """
    INSERT INTO stamps (changed) VALUES (
        jsonb_build_object(TG_TABLE_NAME, '["buyer_id=?", "tender_id=?"]'::jsonb));
"""
_LETTERS = "job IN ('send_email', 'send_receipt')"


def upgrade() -> None:
    _stamp_by(
        f"""
        IF EXISTS (SELECT FROM came) AND NOT EXISTS (
            SELECT FROM stamps WHERE transaction = pg_current_xact_id()::text::bigint
            AND jsonb_exists(changed, TG_TABLE_NAME)
        ) THEN {_STAMPED} END IF;
        """,  # noqa: S608 no word of a person is in it
        "REFERENCING NEW TABLE AS came",
    )
    for name, columns, where in (
        ("job_due", ["job", "due_at"], "done_at IS NULL"),
        ("letters", [sa.text("(\"values\" ->> 'person_id')")], _LETTERS),
        ("addressed", ["created_at"], f"{_LETTERS} AND \"values\" ->> 'to' <> ''"),
    ):
        op.create_index(f"ix_outbox_{name}", "outbox", columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in ("addressed", "letters", "job_due"):
        op.drop_index(f"ix_outbox_{name}", "outbox")
    _stamp_by(_STAMPED, "")


def _stamp_by(statements: str, given: str) -> None:
    for table in _TAILS:
        op.execute(f"DROP TRIGGER {table}_is_stamped ON {table}")
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION stamp_table() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {statements}
            RETURN NULL;
        END $$
        """
    )
    for table in _TAILS:
        op.execute(
            f"CREATE TRIGGER {table}_is_stamped AFTER INSERT ON {table} {given} "
            "FOR EACH STATEMENT EXECUTE FUNCTION stamp_table()"
        )
