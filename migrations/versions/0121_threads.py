"""The two sides of a bid, or of a contract, write to each other."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=True),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), nullable=True),
        sa.Column("tender_id", sa.Uuid, sa.ForeignKey("tenders.id"), nullable=True),
        sa.Column("buyer_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("supplier_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_for", sa.String(40), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id"),
        sa.UniqueConstraint("contract_id"),
        sa.CheckConstraint("num_nonnulls(bid_id, contract_id) = 1", name="one_thing"),
    )
    op.create_index("ix_threads_tender", "threads", ["tender_id"])
    for side in ("buyer", "supplier"):
        op.create_index(
            f"ix_threads_{side}_waits",
            "threads",
            [f"{side}_id", "waiting_since"],
            postgresql_where=sa.text(f"waits_for = '{side}'"),
        )
    op.create_table(
        "thread_messages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("thread_id", sa.Uuid, sa.ForeignKey("threads.id"), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("written_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("cut_off", sa.String, nullable=False),
        sa.Column("email_id", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("thread_id", "email_id"),
    )
    op.create_index("ix_thread_messages_thread", "thread_messages", ["thread_id", "id"])


def downgrade() -> None:
    op.drop_table("thread_messages")
    op.drop_table("threads")
