"""A milestone says itself that it only releases what was held back."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"

_TITLES = (
    "Retention released: all of the work is complete",
    "Retention released: defects are put right",
)
"""What such milestones were known by; only contracts of packages hold anything back."""


def upgrade() -> None:
    # The default stays: what the version before still writes meanwhile holds nothing back.
    op.add_column(
        "milestones",
        sa.Column("is_retention", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.execute(
        sa.text(
            "UPDATE milestones SET is_retention = true FROM packages"
            " WHERE packages.contract_id = milestones.contract_id"
            " AND milestones.title IN (:complete, :right)"
        ).bindparams(complete=_TITLES[0], right=_TITLES[1])
    )


def downgrade() -> None:
    op.drop_column("milestones", "is_retention")
