"""The audit record stands in lines held by a key, and holds the rows that each act changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("audit_records", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.add_column("audit_records", sa.Column("line", sa.Integer(), nullable=True))
    op.add_column("audit_records", sa.Column("place", sa.BigInteger(), nullable=True))
    op.add_column("audit_records", sa.Column("rows", JSONB(), nullable=True))
    op.create_index(op.f("ix_audit_records_act_id"), "audit_records", ["act_id"])
    op.create_unique_constraint(
        op.f("uq_audit_records_line_place"), "audit_records", ["line", "place"]
    )
    op.create_index(
        "ix_audit_records_widened",
        "audit_records",
        ["number"],
        postgresql_where=sa.text("verb = 'record.widen'"),
    )
    op.create_table(
        "audit_lines",
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_audit_lines")),
    )
    op.execute(
        "INSERT INTO audit_lines (line, place, hash) "
        "SELECT line, 0, repeat('0', 64) FROM generate_series(1, 16) AS line"
    )
    op.execute("CREATE SEQUENCE audit_numbers")
    op.execute(
        "SELECT setval('audit_numbers', coalesce(max(number), 0) + 1, false) FROM audit_records"
    )


def downgrade() -> None:
    """The records in lines go: the rule before knows one chain alone, and nothing of lines."""
    op.execute("ALTER TABLE audit_records DISABLE TRIGGER audit_records_are_kept")
    op.execute("DELETE FROM audit_records WHERE line IS NOT NULL")
    op.execute("ALTER TABLE audit_records ENABLE TRIGGER audit_records_are_kept")
    op.execute("DROP SEQUENCE audit_numbers")
    op.drop_table("audit_lines")
    op.drop_index("ix_audit_records_widened", "audit_records")
    op.drop_constraint(op.f("uq_audit_records_line_place"), "audit_records")
    op.drop_index(op.f("ix_audit_records_act_id"), "audit_records")
    for column in ("rows", "place", "line", "act_id"):
        op.drop_column("audit_records", column)
