"""A host stands in contracts for a group, and forwards what it is paid for it."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"


def _key(name: str, table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _state(*names: str) -> sa.Column:
    return sa.Column("state", sa.Enum(*names, native_enum=False, length=40), nullable=False)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "hostings",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("group_id", "organisations"),
        _key("host_id", "organisations"),
        _state("asked", "agreed", "declined", "ended"),
        sa.Column("asked_at", moment, nullable=False),
        _key("asked_by", "persons"),
        sa.Column("answered_at", moment),
        _key("answered_by", "persons", nullable=True),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_hostings_standing",
        "hostings",
        ["group_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'agreed')"),
    )
    op.create_index("ix_hostings_host", "hostings", ["host_id", "id"])
    op.add_column("contracts", _key("for_group_id", "organisations", nullable=True))
    op.create_index(
        "ix_contracts_group",
        "contracts",
        ["for_group_id", "id"],
        postgresql_where=sa.text("for_group_id IS NOT NULL"),
    )
    op.create_table(
        "forwardings",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("contract_id", "contracts"),
        _key("organisation_id", "organisations"),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("forwarded_on", sa.Date, nullable=False),
        sa.Column("evidence", sa.String, nullable=False),
        _state("said", "confirmed", "denied"),
        sa.Column("recorded_at", moment, nullable=False),
        _key("recorded_by", "persons"),
        sa.Column("answered_at", moment),
        _key("answered_by", "persons", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_forwardings_contract", "forwardings", ["contract_id", "id"])
    op.create_index(
        "ix_forwardings_organisation", "forwardings", ["organisation_id", "state", "id"]
    )


def downgrade() -> None:
    op.drop_table("forwardings")
    op.drop_index("ix_contracts_group", "contracts")
    op.drop_column("contracts", "for_group_id")
    op.drop_table("hostings")
