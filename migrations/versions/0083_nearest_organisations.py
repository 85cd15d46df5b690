"""The organisations nearest to a place are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"


def upgrade() -> None:
    op.create_index(
        "ix_searched_organisations_near",
        "searched_organisations",
        [sa.text("point(longitude, latitude)")],
        postgresql_using="gist",
    )


def downgrade() -> None:
    op.drop_index("ix_searched_organisations_near", "searched_organisations")
