"""Notices and tenders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import marketplace.engine.db

revision = "0004"
down_revision = "0003"


def kept(table: str) -> str:
    """A trigger under which rows are written and never changed."""
    return (
        f"CREATE TRIGGER {table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("value", marketplace.engine.db.Pence(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("cpv", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lots", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["organisations.id"], name=op.f("fk_notices_buyer_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("ocid", name=op.f("uq_notices_ocid")),
    )
    op.create_index(op.f("ix_notices_buyer_id"), "notices", ["buyer_id"], unique=False)
    op.create_table(
        "tenders",
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("notice_release_id", sa.String(), nullable=True),
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "opened",
                "awarded",
                "cancelled",
                name="tenderstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("cpv", postgresql.ARRAY(sa.TEXT()), nullable=False),
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
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("estimate", marketplace.engine.db.Pence(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("no_lots_reason", sa.String(), nullable=False),
        sa.Column("price_weight", sa.Numeric(), nullable=False),
        sa.Column("quality_weight", sa.Numeric(), nullable=False),
        sa.Column("social_value_weight", sa.Numeric(), nullable=False),
        sa.Column("price_formula", sa.String(), nullable=False),
        sa.Column("price_parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("payment_reason", sa.String(), nullable=False),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_by", sa.Date(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("award_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_because", sa.String(), nullable=True),
        sa.Column("sealing_key", sa.LargeBinary(), nullable=True),
        sa.Column("merkle_root", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["organisations.id"], name=op.f("fk_tenders_buyer_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_tenders_notice_id_notices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenders")),
        sa.UniqueConstraint("ocid", name=op.f("uq_tenders_ocid")),
    )
    op.create_index(op.f("ix_tenders_buyer_id"), "tenders", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_tenders_notice_id"), "tenders", ["notice_id"], unique=False)
    op.create_table(
        "clarifications",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_clarifications_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_clarifications_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarifications")),
    )
    op.create_index(
        op.f("ix_clarifications_tender_id"), "clarifications", ["tender_id"], unique=False
    )
    op.create_table(
        "clauses",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("minimum", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("quantity_share", sa.Numeric(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_clauses_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_clauses_tender_id_number")),
    )
    op.create_table(
        "lots",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("estimate", marketplace.engine.db.Pence(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "awarded", "cancelled", name="lotstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("cancelled_because", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_lots_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_lots_tender_id_number")),
    )
    op.create_table(
        "questions",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("guidance", sa.String(), nullable=False),
        sa.Column("word_limit", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_questions_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_questions_tender_id_number")),
    )
    op.create_table(
        "tender_versions",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by"], ["persons.id"], name=op.f("fk_tender_versions_published_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_tender_versions_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_versions")),
        sa.UniqueConstraint(
            "tender_id", "number", name=op.f("uq_tender_versions_tender_id_number")
        ),
    )
    op.execute(kept("tender_versions"))


def downgrade() -> None:
    op.drop_table("tender_versions")
    op.drop_table("questions")
    op.drop_table("lots")
    op.drop_table("clauses")
    op.drop_index(op.f("ix_clarifications_tender_id"), table_name="clarifications")
    op.drop_table("clarifications")
    op.drop_index(op.f("ix_tenders_notice_id"), table_name="tenders")
    op.drop_index(op.f("ix_tenders_buyer_id"), table_name="tenders")
    op.drop_table("tenders")
    op.drop_index(op.f("ix_notices_buyer_id"), table_name="notices")
    op.drop_table("notices")
