"""A member of a consortium agrees that the lead sends its invoices, and says how VAT treats them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

VAT = sa.Enum(
    "standard",
    "reduced",
    "zero",
    "exempt",
    "outside",
    "reverse_charge",
    "not_registered",
    name="vat",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    """Nobody was asked until now, so nobody has agreed."""
    for table in ("consortium_members", "contract_shares"):
        op.add_column(
            table, sa.Column("invoicing_agreed_at", sa.DateTime(timezone=True), nullable=True)
        )
    op.add_column("contract_shares", sa.Column("vat", VAT, nullable=True))


def downgrade() -> None:
    op.drop_column("contract_shares", "vat")
    for table in ("contract_shares", "consortium_members"):
        op.drop_column(table, "invoicing_agreed_at")
