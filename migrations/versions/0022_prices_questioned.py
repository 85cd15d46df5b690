"""A low price is asked about before a bid is set aside for it; what was set aside can count again."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    ground = sa.Enum(
        "conditions", "procedure", "exclusion", "abnormally_low",
        name="disregardground", native_enum=False, length=40,
    )  # fmt: skip
    state = sa.Enum(
        "asked", "answered", "accepted", "refused",
        name="enquirystate", native_enum=False, length=40,
    )  # fmt: skip
    op.add_column("disregards", sa.Column("ground", ground, nullable=True))
    op.add_column("disregards", sa.Column("ended_at", moment, nullable=True))
    op.add_column("disregards", sa.Column("ended_by", sa.Uuid(), nullable=True))
    op.add_column("disregards", sa.Column("ended_because", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("fk_disregards_ended_by_persons"), "disregards", "persons", ["ended_by"], ["id"]
    )
    op.create_table(
        "price_enquiries",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_price_enquiries_{column}_{table}")
            )
            for column, table in (
                ("bid_id", "bids"),
                ("lot_id", "lots"),
                ("asked_by", "persons"),
                ("answered_by", "persons"),
                ("decided_by", "persons"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_enquiries")),
        sa.UniqueConstraint("bid_id", "lot_id", name=op.f("uq_price_enquiries_bid_id_lot_id")),
    )
    op.create_index(op.f("ix_price_enquiries_lot_id"), "price_enquiries", ["lot_id"])


def downgrade() -> None:
    op.drop_table("price_enquiries")
    op.execute("DELETE FROM disregards WHERE ended_at IS NOT NULL")
    for column in ("ended_because", "ended_by", "ended_at", "ground"):
        op.drop_column("disregards", column)
