"""Ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import marketplace.engine.db

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "fundings",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=True),
        sa.Column("funder_name", sa.String(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "contract", "grant", "other_funding", name="source", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["persons.id"], name=op.f("fk_fundings_confirmed_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_fundings_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["persons.id"], name=op.f("fk_fundings_entered_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["organisations.id"], name=op.f("fk_fundings_funder_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_fundings_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fundings")),
    )
    op.create_index(
        op.f("ix_fundings_organisation_id"), "fundings", ["organisation_id"], unique=False
    )
    op.create_table(
        "ledger_entries",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("allocation_id", sa.Uuid(), nullable=True),
        sa.Column("funding_id", sa.Uuid(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "contract", "grant", "other_funding", name="source", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "evidence",
            sa.Enum(
                "platform_verified",
                "evidenced",
                "declared",
                name="evidence",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("ward_code", sa.String(), nullable=True),
        sa.Column("lsoa_code", sa.String(), nullable=True),
        sa.Column("imd_decile", sa.Integer(), nullable=True),
        sa.Column("places", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(allocation_id IS NULL) <> (funding_id IS NULL)",
            name=op.f("ck_ledger_entries_one_source"),
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"],
            ["allocations.id"],
            name=op.f("fk_ledger_entries_allocation_id_allocations"),
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"],
            ["organisations.id"],
            name=op.f("fk_ledger_entries_buyer_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["fundings.id"], name=op.f("fk_ledger_entries_funding_id_fundings")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_ledger_entries_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "allocation_id",
            "organisation_id",
            "places",
            name=op.f("uq_ledger_entries_allocation_id_organisation_id_places"),
        ),
        sa.UniqueConstraint("funding_id", name=op.f("uq_ledger_entries_funding_id")),
    )
    op.create_index(
        op.f("ix_ledger_entries_buyer_id"), "ledger_entries", ["buyer_id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_entries_organisation_id"),
        "ledger_entries",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ledger_entries_received_on"), "ledger_entries", ["received_on"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_entries_received_on"), table_name="ledger_entries")
    op.drop_index(op.f("ix_ledger_entries_organisation_id"), table_name="ledger_entries")
    op.drop_index(op.f("ix_ledger_entries_buyer_id"), table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index(op.f("ix_fundings_organisation_id"), table_name="fundings")
    op.drop_table("fundings")
