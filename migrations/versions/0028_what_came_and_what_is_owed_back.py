"""Whose word a payment is; what of it was set off or taken off; what is owed back.

What was paid on an invoice that has been taken back is taken off it on the day of the
credit note, in the ledger too, and owed back.
"""

import sqlalchemy as sa
from alembic import op

import marketplace.engine.db

revision = "0028"
down_revision = "0027"

PAYMENT = sa.Enum(
    "said",
    "confirmed",
    "denied",
    "taken_back",
    name="paymentstate",
    native_enum=False,
    length=40,
)
REPAYMENT = sa.Enum("owed", "asked", "settled", name="repaymentstate", native_enum=False, length=40)

TAKE_OFF = """
INSERT INTO allocations (id, payment_id, invoice_id, amount, counts_on, made_at)
SELECT gen_random_uuid(), coalesce(p.refunds_id, p.id), a.invoice_id, -sum(a.amount),
       greatest(max(n.issued_on), max(p.paid_on)),
       greatest(max(n.received_at), max(p.recorded_at)) + interval '1 microsecond'
FROM allocations a
JOIN payments p ON p.id = a.payment_id
JOIN invoices i ON i.id = a.invoice_id AND i.state = 'credited'
JOIN invoices n ON n.credits_id = i.id
GROUP BY coalesce(p.refunds_id, p.id), a.invoice_id
HAVING sum(a.amount) > 0
"""
OUT_OF_THE_LEDGER = """
INSERT INTO ledger_entries (id, organisation_id, buyer_id, allocation_id, source, evidence, amount,
                            received_on, theme, ward_code, lsoa_code, imd_decile, places)
SELECT gen_random_uuid(), e.organisation_id, e.buyer_id, r.id, e.source, e.evidence, -sum(e.amount),
       r.counts_on, e.theme, e.ward_code, e.lsoa_code, e.imd_decile, e.places
FROM allocations r
JOIN payments paid ON paid.id = r.payment_id AND r.amount < 0 AND paid.amount > 0
JOIN allocations a ON a.invoice_id = r.invoice_id AND a.id <> r.id
JOIN payments p ON p.id = a.payment_id AND coalesce(p.refunds_id, p.id) = r.payment_id
JOIN ledger_entries e ON e.allocation_id = a.id
GROUP BY e.organisation_id, e.buyer_id, r.id, e.source, e.evidence, r.counts_on, e.theme,
         e.ward_code, e.lsoa_code, e.imd_decile, e.places
HAVING sum(e.amount) <> 0
"""
OWED_BACK = """
INSERT INTO repayments (id, payment_id, payer_id, payee_id, amount, state, owed_since)
SELECT gen_random_uuid(), p.id, p.payer_id, p.payee_id, left_over.pence, 'owed', p.recorded_at
FROM payments p
JOIN LATERAL (
    SELECT coalesce(sum(t.amount), 0) - coalesce((
        SELECT sum(a.amount) FROM allocations a JOIN payments b ON b.id = a.payment_id
        WHERE coalesce(b.refunds_id, b.id) = p.id), 0) AS pence
    FROM payments t WHERE coalesce(t.refunds_id, t.id) = p.id
) left_over ON left_over.pence > 0
WHERE p.refunds_id IS NULL
"""


def upgrade() -> None:
    """Card payments were seen by Stripe; of a transfer only its payer has spoken."""
    op.add_column("payments", sa.Column("state", PAYMENT, nullable=True))
    op.execute(
        "UPDATE payments SET state = CASE method WHEN 'stripe' THEN 'confirmed' ELSE 'said' END"
    )
    op.alter_column("payments", "state", nullable=False)
    op.add_column("payments", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("denied_because", sa.String(), nullable=True))
    op.add_column("payments", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("taken_back_because", sa.String(), nullable=True))
    op.create_index("ix_payments_payee_id_state", "payments", ["payee_id", "state"])
    op.create_index("ix_payments_payer_id_state", "payments", ["payer_id", "state"])
    op.add_column("allocations", sa.Column("counts_on", sa.Date(), nullable=True))
    op.add_column("allocations", sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE allocations a SET counts_on = p.paid_on, made_at = p.recorded_at "
        "FROM payments p WHERE p.id = a.payment_id"
    )
    op.alter_column("allocations", "counts_on", nullable=False)
    op.alter_column("allocations", "made_at", nullable=False)
    op.drop_constraint("uq_allocations_payment_id_invoice_id", "allocations", type_="unique")
    op.create_index(op.f("ix_allocations_payment_id"), "allocations", ["payment_id"])
    _create_repayments()
    for statement in (TAKE_OFF, OUT_OF_THE_LEDGER, OWED_BACK):
        op.execute(statement)


def _create_repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("state", REPAYMENT, nullable=False),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["organisations.id"], name=op.f("fk_repayments_payee_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["organisations.id"], name=op.f("fk_repayments_payer_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_repayments_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_repayments_payment_id")),
    )
    op.create_index(op.f("ix_repayments_payee_id"), "repayments", ["payee_id"])
    op.create_index(op.f("ix_repayments_payer_id"), "repayments", ["payer_id"])


def downgrade() -> None:
    """What was taken off an invoice is set against it again, as it was."""
    op.drop_table("repayments")
    op.execute(
        "DELETE FROM ledger_entries WHERE allocation_id IN (SELECT a.id FROM allocations a "
        "JOIN payments p ON p.id = a.payment_id WHERE a.amount < 0 AND p.amount > 0)"
    )
    op.execute(
        "DELETE FROM allocations a USING payments p "
        "WHERE p.id = a.payment_id AND a.amount < 0 AND p.amount > 0"
    )
    op.drop_index(op.f("ix_allocations_payment_id"), table_name="allocations")
    op.create_unique_constraint(
        "uq_allocations_payment_id_invoice_id", "allocations", ["payment_id", "invoice_id"]
    )
    op.drop_column("allocations", "made_at")
    op.drop_column("allocations", "counts_on")
    op.drop_index("ix_payments_payer_id_state", table_name="payments")
    op.drop_index("ix_payments_payee_id_state", table_name="payments")
    for column in ("taken_back_because", "taken_back_at", "denied_because", "answered_at", "state"):
        op.drop_column("payments", column)
