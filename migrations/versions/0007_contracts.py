"""Contracts."""

import sqlalchemy as sa
from alembic import op

import marketplace.engine.db

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "contracts",
        sa.Column("award_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "framework",
                "call_off",
                name="contractkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_signature",
                "signed",
                "completed",
                "terminated",
                name="contractstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("value", marketplace.engine.db.Pence(), nullable=False),
        sa.Column(
            "theme",
            sa.Enum(
                "built_environment",
                "food",
                "tourism",
                "retail",
                "health",
                "other",
                name="theme",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("buyer_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("buyer_signed_by", sa.Uuid(), nullable=True),
        sa.Column("supplier_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supplier_signed_by", sa.Uuid(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_contracts_award_id_awards")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["organisations.id"], name=op.f("fk_contracts_buyer_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_signed_by"], ["persons.id"], name=op.f("fk_contracts_buyer_signed_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["contracts.id"], name=op.f("fk_contracts_parent_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["organisations.id"],
            name=op.f("fk_contracts_supplier_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_signed_by"],
            ["persons.id"],
            name=op.f("fk_contracts_supplier_signed_by_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("award_id", name=op.f("uq_contracts_award_id")),
    )
    op.create_index(op.f("ix_contracts_buyer_id"), "contracts", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_contracts_supplier_id"), "contracts", ["supplier_id"], unique=False)
    op.create_table(
        "contract_clauses",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("promised", sa.Numeric(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("delivered", sa.Numeric(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contracts.id"],
            name=op.f("fk_contract_clauses_contract_id_contracts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_clauses")),
    )
    op.create_index(
        op.f("ix_contract_clauses_contract_id"), "contract_clauses", ["contract_id"], unique=False
    )
    op.create_table(
        "contract_shares",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share", sa.Numeric(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_shares_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_contract_shares_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_shares")),
        sa.UniqueConstraint(
            "contract_id",
            "organisation_id",
            name=op.f("uq_contract_shares_contract_id_organisation_id"),
        ),
    )
    op.create_index(
        op.f("ix_contract_shares_organisation_id"),
        "contract_shares",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "milestones",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "claimed",
                "accepted",
                "invoiced",
                name="milestonestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_milestones_contract_id_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_milestones_contract_id_number")),
    )


def downgrade() -> None:
    op.drop_table("milestones")
    op.drop_index(op.f("ix_contract_shares_organisation_id"), table_name="contract_shares")
    op.drop_table("contract_shares")
    op.drop_index(op.f("ix_contract_clauses_contract_id"), table_name="contract_clauses")
    op.drop_table("contract_clauses")
    op.drop_index(op.f("ix_contracts_supplier_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_buyer_id"), table_name="contracts")
    op.drop_table("contracts")
