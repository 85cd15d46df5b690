"""A pass-down that a contract took over with its package says from which contract above it comes; a
host's forwarded sums that did not come are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"


def upgrade() -> None:
    op.add_column("pass_downs", sa.Column("from_contract_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_pass_downs_from_contract_id_contracts"),
        "pass_downs",
        "contracts",
        ["from_contract_id"],
        ["id"],
    )
    op.create_index(op.f("ix_pass_downs_from_contract_id"), "pass_downs", ["from_contract_id"])
    op.execute(
        "UPDATE pass_downs SET from_contract_id = packages.parent_contract_id FROM packages "
        "JOIN contracts ON contracts.id = packages.contract_id "
        "WHERE packages.contract_id = pass_downs.contract_id AND for_buyer "
        "AND pass_downs.state = 'proposed' AND contracts.state = 'awaiting_signature' "
        "AND EXISTS (SELECT FROM pass_downs AS above WHERE above.state = 'agreed' "
        "AND above.contract_id = packages.parent_contract_id)"
    )
    op.create_index(
        "ix_forwardings_denied",
        "forwardings",
        ["contract_id", "id"],
        postgresql_where=sa.text("state = 'denied'"),
    )


def downgrade() -> None:
    op.drop_index("ix_forwardings_denied", "forwardings")
    op.drop_column("pass_downs", "from_contract_id")
