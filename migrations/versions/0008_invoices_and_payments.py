"""Invoices and payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import marketplace.engine.db

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "stripe_events",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_stripe_events")),
    )
    op.create_table(
        "invoice_numbers",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit_note", name="invoicekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_invoice_numbers_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind", name=op.f("pk_invoice_numbers")),
    )
    op.create_table(
        "payments",
        sa.Column("payer_id", sa.Uuid(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("stripe", "bank_transfer", name="paymentmethod", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("outside_reference", sa.String(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("refunds_id", sa.Uuid(), nullable=True),
        sa.Column("ward_code", sa.String(), nullable=True),
        sa.Column("lsoa_code", sa.String(), nullable=True),
        sa.Column("imd_decile", sa.Integer(), nullable=True),
        sa.Column("places", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["organisations.id"], name=op.f("fk_payments_payee_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["organisations.id"], name=op.f("fk_payments_payer_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["persons.id"], name=op.f("fk_payments_recorded_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["refunds_id"], ["payments.id"], name=op.f("fk_payments_refunds_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint(
            "method",
            "outside_reference",
            "payee_id",
            name=op.f("uq_payments_method_outside_reference_payee_id"),
        ),
    )
    op.create_index(op.f("ix_payments_payee_id"), "payments", ["payee_id"], unique=False)
    op.create_index(op.f("ix_payments_payer_id"), "payments", ["payer_id"], unique=False)
    op.create_table(
        "invoices",
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit_note", name="invoicekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "approved",
                "disputed",
                "paid",
                "credited",
                name="invoicestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("credits_id", sa.Uuid(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("net", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("vat", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("gross", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_because", sa.String(), nullable=True),
        sa.Column("disputed", marketplace.engine.db.Pence(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["persons.id"], name=op.f("fk_invoices_approved_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["organisations.id"], name=op.f("fk_invoices_buyer_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_invoices_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["credits_id"], ["invoices.id"], name=op.f("fk_invoices_credits_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestones.id"], name=op.f("fk_invoices_milestone_id_milestones")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["organisations.id"],
            name=op.f("fk_invoices_supplier_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint(
            "milestone_id",
            "supplier_id",
            "kind",
            "version",
            name=op.f("uq_invoices_milestone_id_supplier_id_kind_version"),
        ),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_invoices_supplier_id_number")),
    )
    op.create_index(op.f("ix_invoices_buyer_id"), "invoices", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_invoices_contract_id"), "invoices", ["contract_id"], unique=False)
    op.create_index(op.f("ix_invoices_credits_id"), "invoices", ["credits_id"], unique=False)
    op.create_index(op.f("ix_invoices_milestone_id"), "invoices", ["milestone_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_allocations_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_allocations_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint(
            "payment_id", "invoice_id", name=op.f("uq_allocations_payment_id_invoice_id")
        ),
    )
    op.create_index(op.f("ix_allocations_invoice_id"), "allocations", ["invoice_id"], unique=False)
    op.create_table(
        "checkouts",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "open",
                "paid",
                "expired",
                name="checkoutstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stripe_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["persons.id"], name=op.f("fk_checkouts_begun_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_checkouts_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_checkouts_stripe_id")),
    )
    op.create_index(op.f("ix_checkouts_invoice_id"), "checkouts", ["invoice_id"], unique=False)
    op.create_table(
        "subcontract_deductions",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoices.id"],
            name=op.f("fk_subcontract_deductions_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_subcontract_deductions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcontract_deductions")),
    )
    op.create_index(
        op.f("ix_subcontract_deductions_invoice_id"),
        "subcontract_deductions",
        ["invoice_id"],
        unique=False,
    )
    op.create_table(
        "subcontract_standings",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("deduction_id", sa.Uuid(), nullable=False),
        sa.Column("ward_code", sa.String(), nullable=True),
        sa.Column("lsoa_code", sa.String(), nullable=True),
        sa.Column("imd_decile", sa.Integer(), nullable=True),
        sa.Column("places", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deduction_id"],
            ["subcontract_deductions.id"],
            name=op.f("fk_subcontract_standings_deduction_id_subcontract_deductions"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payments.id"],
            name=op.f("fk_subcontract_standings_payment_id_payments"),
        ),
        sa.PrimaryKeyConstraint(
            "payment_id", "deduction_id", name=op.f("pk_subcontract_standings")
        ),
    )


def downgrade() -> None:
    op.drop_table("subcontract_standings")
    op.drop_index(op.f("ix_subcontract_deductions_invoice_id"), table_name="subcontract_deductions")
    op.drop_table("subcontract_deductions")
    op.drop_index(op.f("ix_checkouts_invoice_id"), table_name="checkouts")
    op.drop_table("checkouts")
    op.drop_index(op.f("ix_allocations_invoice_id"), table_name="allocations")
    op.drop_table("allocations")
    op.drop_index(op.f("ix_invoices_milestone_id"), table_name="invoices")
    op.drop_index(op.f("ix_invoices_credits_id"), table_name="invoices")
    op.drop_index(op.f("ix_invoices_contract_id"), table_name="invoices")
    op.drop_index(op.f("ix_invoices_buyer_id"), table_name="invoices")
    op.drop_table("invoices")
    op.drop_index(op.f("ix_payments_payer_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_payee_id"), table_name="payments")
    op.drop_table("payments")
    op.drop_table("invoice_numbers")
    op.drop_table("stripe_events")
