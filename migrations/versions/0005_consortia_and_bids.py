"""Consortia and bids."""

import sqlalchemy as sa
from alembic import op

import marketplace.engine.db

revision = "0005"
down_revision = "0004"


def kept(table: str) -> str:
    """A trigger under which rows are written and never changed."""
    return (
        f"CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "consortia",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("why_together", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["organisations.id"], name=op.f("fk_consortia_lead_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_consortia_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consortia")),
        sa.UniqueConstraint("tender_id", "lead_id", name=op.f("uq_consortia_tender_id_lead_id")),
    )
    op.create_index(op.f("ix_consortia_tender_id"), "consortia", ["tender_id"], unique=False)
    op.create_table(
        "bids",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                "opened",
                name="bidstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("declaration", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consortium_id"], ["consortia.id"], name=op.f("fk_bids_consortium_id_consortia")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_bids_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_bids_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bids")),
        sa.UniqueConstraint(
            "tender_id", "organisation_id", name=op.f("uq_bids_tender_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_bids_organisation_id"), "bids", ["organisation_id"], unique=False)
    op.create_table(
        "consortium_members",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "left",
                name="memberstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("share", sa.Numeric(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consortium_id"],
            ["consortia.id"],
            name=op.f("fk_consortium_members_consortium_id_consortia"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_consortium_members_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consortium_members")),
        sa.UniqueConstraint(
            "consortium_id",
            "organisation_id",
            name=op.f("uq_consortium_members_consortium_id_organisation_id"),
        ),
    )
    op.create_index(
        op.f("ix_consortium_members_consortium_id"),
        "consortium_members",
        ["consortium_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_consortium_members_organisation_id"),
        "consortium_members",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "bid_answers",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_answers_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_bid_answers_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_answers")),
        sa.UniqueConstraint(
            "bid_id", "question_id", name=op.f("uq_bid_answers_bid_id_question_id")
        ),
    )
    op.create_table(
        "bid_commitments",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_id"], ["bids.id"], name=op.f("fk_bid_commitments_bid_id_bids")
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clauses.id"], name=op.f("fk_bid_commitments_clause_id_clauses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_commitments")),
        sa.UniqueConstraint(
            "bid_id", "clause_id", name=op.f("uq_bid_commitments_bid_id_clause_id")
        ),
    )
    op.create_table(
        "bid_prices",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("price", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("vat", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_prices_bid_id_bids")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_bid_prices_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_prices")),
        sa.UniqueConstraint("bid_id", "lot_id", name=op.f("uq_bid_prices_bid_id_lot_id")),
    )
    op.create_table(
        "bid_versions",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_versions_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["persons.id"], name=op.f("fk_bid_versions_submitted_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_versions")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_bid_versions_bid_id_number")),
    )
    op.execute(kept("bid_versions"))


def downgrade() -> None:
    op.drop_table("bid_versions")
    op.drop_table("bid_prices")
    op.drop_table("bid_commitments")
    op.drop_table("bid_answers")
    op.drop_index(op.f("ix_consortium_members_organisation_id"), table_name="consortium_members")
    op.drop_index(op.f("ix_consortium_members_consortium_id"), table_name="consortium_members")
    op.drop_table("consortium_members")
    op.drop_index(op.f("ix_bids_organisation_id"), table_name="bids")
    op.drop_table("bids")
    op.drop_index(op.f("ix_consortia_tender_id"), table_name="consortia")
    op.drop_table("consortia")
