"""A debit that is on its way or did not come, and card money that went back or is asked back."""

import sqlalchemy as sa
from alembic import op

import marketplace.engine.db

revision = "0018"
down_revision = "0017"

RETURN = sa.Enum(
    "refund", "lost_dispute", "failed_refund", name="cardreturn", native_enum=False, length=40
)
STATE = sa.Enum("open", "kept", "lost", name="carddisputestate", native_enum=False, length=40)


def upgrade() -> None:
    """What went back through Stripe until now were refunds."""
    op.create_index(op.f("ix_payments_refunds_id"), "payments", ["refunds_id"])
    op.add_column("payments", sa.Column("returned", RETURN, nullable=True))
    op.add_column(
        "payments", sa.Column("refunds_known_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "card_disputes",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("stripe_id", sa.String(), nullable=False),
        sa.Column("amount", marketplace.engine.db.Pence(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_card_disputes_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_disputes")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_card_disputes_stripe_id")),
    )
    op.create_index(op.f("ix_card_disputes_payment_id"), "card_disputes", ["payment_id"])


def downgrade() -> None:
    op.drop_table("card_disputes")
    op.drop_column("payments", "refunds_known_at")
    op.drop_column("payments", "returned")
    op.drop_index(op.f("ix_payments_refunds_id"), table_name="payments")
