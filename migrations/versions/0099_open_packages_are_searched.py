"""Packages that take offers are listed, and found by their words, without a look at those that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"

_TAKES_OFFERS = sa.text("state = 'posted'")


def upgrade() -> None:
    op.create_index(
        "ix_packages_open", "packages", ["posted_at", "id"], postgresql_where=_TAKES_OFFERS
    )
    op.create_index(
        "ix_packages_words",
        "packages",
        [sa.text("to_tsvector('english'::regconfig, title || ' ' || about)")],
        postgresql_using="gin",
        postgresql_where=_TAKES_OFFERS,
        postgresql_with={"fastupdate": False},
    )
    op.drop_index("ix_packages_posted", "packages")


def downgrade() -> None:
    op.create_index("ix_packages_posted", "packages", ["posted_at", "id"])
    op.drop_index("ix_packages_words", "packages")
    op.drop_index("ix_packages_open", "packages")
