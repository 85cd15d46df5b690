"""Evaluations and awards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "evaluators",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=True),
        sa.Column("declaration", sa.String(), nullable=False),
        sa.Column("mitigation", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_evaluators_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_evaluators_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluators")),
        sa.UniqueConstraint(
            "tender_id", "person_id", name=op.f("uq_evaluators_tender_id_person_id")
        ),
    )
    op.create_index(op.f("ix_evaluators_person_id"), "evaluators", ["person_id"], unique=False)
    op.create_table(
        "lot_rankings",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_rankings_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_rankings")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_lot_rankings_lot_id")),
    )
    op.create_table(
        "agreed_scores",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("discussion", sa.String(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(question_id IS NULL) <> (clause_id IS NULL)",
            name=op.f("ck_agreed_scores_one_criterion"),
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["persons.id"], name=op.f("fk_agreed_scores_agreed_by_persons")
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_agreed_scores_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clauses.id"], name=op.f("fk_agreed_scores_clause_id_clauses")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_agreed_scores_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_scores")),
        sa.UniqueConstraint(
            "bid_id",
            "question_id",
            "clause_id",
            name=op.f("uq_agreed_scores_bid_id_question_id_clause_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "awards",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "decided",
                "summaries_sent",
                "standstill",
                "signed",
                "cancelled",
                name="awardstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summaries_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("standstill_ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_awards_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_awards_decided_by_persons")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_awards_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name=op.f("fk_awards_tender_id_tenders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_awards_lot_id")),
    )
    op.create_index(op.f("ix_awards_bid_id"), "awards", ["bid_id"], unique=False)
    op.create_index(op.f("ix_awards_tender_id"), "awards", ["tender_id"], unique=False)
    op.create_table(
        "disregards",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_disregards_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_disregards_decided_by_persons")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_disregards_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disregards")),
    )
    op.create_index(op.f("ix_disregards_bid_id"), "disregards", ["bid_id"], unique=False)
    op.create_table(
        "scores",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(question_id IS NULL) <> (clause_id IS NULL)", name=op.f("ck_scores_one_criterion")
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_scores_bid_id_bids")),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clauses.id"], name=op.f("fk_scores_clause_id_clauses")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_scores_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_scores_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint(
            "bid_id",
            "question_id",
            "clause_id",
            "person_id",
            name=op.f("uq_scores_bid_id_question_id_clause_id_person_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "assessment_summaries",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_assessment_summaries_award_id_awards")
        ),
        sa.ForeignKeyConstraint(
            ["bid_id"], ["bids.id"], name=op.f("fk_assessment_summaries_bid_id_bids")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_summaries")),
        sa.UniqueConstraint(
            "award_id", "bid_id", name=op.f("uq_assessment_summaries_award_id_bid_id")
        ),
    )
    op.create_index(
        op.f("ix_assessment_summaries_bid_id"), "assessment_summaries", ["bid_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_assessment_summaries_bid_id"), table_name="assessment_summaries")
    op.drop_table("assessment_summaries")
    op.drop_table("scores")
    op.drop_index(op.f("ix_disregards_bid_id"), table_name="disregards")
    op.drop_table("disregards")
    op.drop_index(op.f("ix_awards_tender_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_bid_id"), table_name="awards")
    op.drop_table("awards")
    op.drop_table("agreed_scores")
    op.drop_table("lot_rankings")
    op.drop_index(op.f("ix_evaluators_person_id"), table_name="evaluators")
    op.drop_table("evaluators")
