"""What is owed on open invoices is kept by organisation, side, state and day, in the very statement
that changes it.

Whoever sets something against an invoice locks it, so that its state and what else stands against
it are as they are then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"

_TELL = [
    """
CREATE FUNCTION settled_of(invoice uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(amount) FROM allocations WHERE invoice_id = invoice), 0)
         + coalesce((SELECT sum(gross) FROM invoices WHERE credits_id = invoice), 0)
$$
""",
    """
CREATE FUNCTION tell_owed(invoice invoices, moved numeric) RETURNS void LANGUAGE sql AS $$
    INSERT INTO owed_tail (organisation_id, side, state, due_on, pence)
    SELECT organisation_id, side, invoice.state, invoice.due_on, moved
    FROM (VALUES (invoice.buyer_id, 'buying'), (invoice.supplier_id, 'selling'))
        AS of_side (organisation_id, side)
    WHERE invoice.kind = 'invoice' AND invoice.state IN ('sent', 'approved', 'disputed')
      AND moved <> 0
$$
""",
    """
CREATE FUNCTION tell_settled(wanted uuid, moved numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    invoice invoices;
    owed numeric;
BEGIN
    SELECT * INTO invoice FROM invoices WHERE id = wanted FOR NO KEY UPDATE;
    owed := invoice.gross - settled_of(wanted);
    PERFORM tell_owed(invoice, greatest(owed, 0) - greatest(owed + moved, 0));
END $$
""",
]
"""``moved`` is by how much more, in pence, is owed; in the last, by how much more is settled."""

_TRIGGERS = {
    "invoices_are_owed": (
        "invoices",
        "AFTER INSERT OR UPDATE OF kind, state, buyer_id, supplier_id, gross, due_on",
        """
    DECLARE
        settled numeric := settled_of(NEW.id);
    BEGIN
        IF TG_OP = 'UPDATE' THEN PERFORM tell_owed(OLD, -greatest(OLD.gross - settled, 0)); END IF;
        PERFORM tell_owed(NEW, greatest(NEW.gross - settled, 0));
        RETURN NULL;
    END""",
    ),
    "credit_notes_settle": (
        "invoices",
        "AFTER INSERT OR UPDATE OF credits_id, gross",
        """
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.credits_id IS NOT NULL THEN
            PERFORM tell_settled(OLD.credits_id, -OLD.gross);
        END IF;
        IF NEW.credits_id IS NOT NULL THEN PERFORM tell_settled(NEW.credits_id, NEW.gross); END IF;
        RETURN NULL;
    END""",
    ),
    "allocations_settle": (
        "allocations",
        "AFTER INSERT OR UPDATE OF amount",
        """
    BEGIN
        PERFORM tell_settled(
            NEW.invoice_id, NEW.amount - CASE WHEN TG_OP = 'UPDATE' THEN OLD.amount ELSE 0 END);
        RETURN NULL;
    END""",
    ),
}

_FILL = """
INSERT INTO owed_totals (organisation_id, side, state, due_on, pence)
SELECT organisation_id, side, state, due_on, sum(greatest(gross - settled_of(id), 0))
FROM invoices CROSS JOIN LATERAL (VALUES (buyer_id, 'buying'), (supplier_id, 'selling'))
    AS of_side (organisation_id, side)
WHERE kind = 'invoice' AND state IN ('sent', 'approved', 'disputed')
GROUP BY organisation_id, side, state, due_on
"""


def upgrade() -> None:
    op.create_table(
        "owed_tail",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *_owed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed_tail")),
    )
    key = ("organisation_id", "side", "state", "due_on")
    op.create_table(
        "owed_totals", *_owed(), sa.PrimaryKeyConstraint(*key, name=op.f("pk_owed_totals"))
    )
    op.create_index(
        "ix_owed_totals_nothing",
        "owed_totals",
        ["organisation_id"],
        postgresql_where=sa.text("pence = 0"),
    )
    for statement in _TELL:
        op.execute(statement)
    for name, (table, when, body) in _TRIGGERS.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body} $$")
        op.execute(
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    op.execute(_FILL)


def _owed() -> list[sa.Column]:
    return [
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
    ]


def downgrade() -> None:
    for name, (table, _, _) in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    for function in ("tell_settled", "tell_owed", "settled_of"):
        op.execute(f"DROP FUNCTION {function}")
    for table in ("owed_totals", "owed_tail"):
        op.drop_table(table)
