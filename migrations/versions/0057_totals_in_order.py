"""The names of one kind stand together in the key of money totals: a board reads them in one stretch."""

from alembic import op

revision = "0057"
down_revision = "0056"

_NAME = "pk_money_totals"


def upgrade() -> None:
    _key("place, kind, period, stage, name")


def downgrade() -> None:
    _key("place, kind, period, name, stage")


def _key(columns: str) -> None:
    op.execute(
        f"ALTER TABLE money_totals DROP CONSTRAINT {_NAME}, "
        f"ADD CONSTRAINT {_NAME} PRIMARY KEY ({columns})"
    )
