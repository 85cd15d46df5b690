"""Each lot has its own floor and ceiling."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """The one pair of a tender was published, shown and scored as that of every lot, so each has it.

    A draft may have a pair and no lot yet: it gets a lot that still wants its title. What was
    published stays as it is.
    """
    op.add_column("lots", sa.Column("floor", sa.BigInteger(), nullable=True))
    op.add_column("lots", sa.Column("ceiling", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE lots SET floor = (price_parameters ->> 'floor_pence')::bigint, "
        "ceiling = (price_parameters ->> 'ceiling_pence')::bigint "
        "FROM tenders WHERE tenders.id = lots.tender_id"
    )
    op.execute(
        "INSERT INTO lots (id, tender_id, number, title, description, state, floor, ceiling) "
        "SELECT gen_random_uuid(), tenders.id, 1, '', '', 'open', "
        "(price_parameters ->> 'floor_pence')::bigint, "
        "(price_parameters ->> 'ceiling_pence')::bigint FROM tenders "
        "WHERE price_parameters <> '{}' "
        "AND NOT EXISTS (SELECT 1 FROM lots WHERE lots.tender_id = tenders.id)"
    )
    op.drop_column("tenders", "price_parameters")


def downgrade() -> None:
    """Only where the lots of a tender are limited alike: one pair cannot say what differs."""
    of_its_own = (
        "SELECT tender_id FROM lots GROUP BY tender_id HAVING count(DISTINCT (floor, ceiling)) > 1"
    )
    differ = op.get_bind().execute(sa.text(of_its_own)).first()
    if differ:
        raise RuntimeError(f"The lots of tender {differ[0]} have limits of their own.")
    op.add_column(
        "tenders",
        sa.Column(
            "price_parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.execute(
        "UPDATE tenders SET price_parameters = jsonb_strip_nulls(jsonb_build_object("
        "'floor_pence', lots.floor, 'ceiling_pence', lots.ceiling)) "
        "FROM lots WHERE lots.tender_id = tenders.id AND lots.number = 1"
    )
    op.alter_column("tenders", "price_parameters", server_default=None)
    op.drop_column("lots", "ceiling")
    op.drop_column("lots", "floor")
