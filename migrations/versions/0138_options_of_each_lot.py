"""Each lot says what may follow on it, on which days it runs, and which VAT is due."""

import sqlalchemy as sa
from alembic import op

revision = "0138"
down_revision = "0137"

WORDS = ("options", "extension")
OTHERS = {
    "lots": {
        "options_estimate": sa.BigInteger,
        "extension_months": sa.Integer,
        "extension_estimate": sa.BigInteger,
        "vat_percent": sa.Numeric,
        "starts_on": sa.Date,
        "ends_on": sa.Date,
    },
    "contracts": {"extends_to": sa.Date},
}


def upgrade() -> None:
    """What a tender said of its options held for every lot, so each lot, and its contract, says it.

    Its sums stay those of the whole tender: nobody knows what of them is whose.
    """
    for table, others in OTHERS.items():
        for name in WORDS:
            op.add_column(table, sa.Column(name, sa.String, server_default="", nullable=False))
            op.alter_column(table, name, server_default=None)
        for name, kind in others.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.execute(
        "UPDATE lots SET options = tenders.options FROM tenders "
        "WHERE tenders.id = lots.tender_id AND tenders.options IS NOT NULL "
        "AND tenders.options_estimate > 0"
    )
    op.execute(
        "UPDATE contracts SET options = lots.options FROM awards, lots "
        "WHERE awards.id = contracts.award_id AND lots.id = awards.lot_id"
    )
    op.drop_column("tenders", "options")


def downgrade() -> None:
    op.add_column("tenders", sa.Column("options", sa.String, nullable=True))
    op.execute(
        "UPDATE tenders SET options = lots.options FROM lots "
        "WHERE lots.tender_id = tenders.id AND lots.number = 1 AND lots.options <> ''"
    )
    for table, others in OTHERS.items():
        for name in (*others, *WORDS):
            op.drop_column(table, name)
