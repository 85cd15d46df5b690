"""What happens at the doors is recorded for ninety days, and how often something is tried counted."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "ends_at", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_ends_at"), "attempts", ["ends_at"])
    op.create_table(
        "security_events",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email_fingerprint", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    op.create_index(op.f("ix_security_events_at"), "security_events", ["at"])
    op.create_index(
        op.f("ix_security_events_person_id_security_events_at"),
        "security_events",
        ["person_id", "at"],
    )
    op.execute(
        """
        CREATE FUNCTION refuse_change_for_ninety_days() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.at < now() - interval '90 days' THEN RETURN OLD; END IF;
            RAISE EXCEPTION '% is append-only for ninety days', TG_TABLE_NAME;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER security_events_are_kept BEFORE UPDATE OR DELETE ON security_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_for_ninety_days()"
    )
    op.execute(
        "CREATE TRIGGER security_events_are_whole BEFORE TRUNCATE ON security_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("security_events")
    op.execute("DROP FUNCTION refuse_change_for_ninety_days()")
    op.drop_table("attempts")
