"""An offer says for which group it was made, since when a change of it is not sent, since when its
parts are open, and for which proposal its members were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"

_MOMENTS = ("unsent_since", "parts_open_since")


def upgrade() -> None:
    for column in _MOMENTS:
        op.add_column("offers", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("offers", sa.Column("asked_round", sa.Integer, nullable=True))
    op.add_column(
        "offers",
        sa.Column("for_group_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=True),
    )
    op.execute(
        "UPDATE offers SET for_group_id = last.for_group_id FROM (SELECT DISTINCT ON (offer_id) "
        "offer_id, for_group_id FROM offer_rounds ORDER BY offer_id, number DESC) AS last "
        "WHERE last.offer_id = offers.id AND last.for_group_id IS NOT NULL"
    )
    op.create_index(
        "ix_offers_group",
        "offers",
        ["for_group_id"],
        postgresql_where=sa.text("for_group_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_offers_group", "offers")
    for column in (*_MOMENTS, "asked_round", "for_group_id"):
        op.drop_column("offers", column)
