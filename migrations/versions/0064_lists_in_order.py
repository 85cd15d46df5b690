"""Bids, contracts, credit notes and what a buyer received last are read in their order, by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

_ORDERED = {
    "ix_bids_organisation": ("bids", ["organisation_id", "id"]),
    "ix_bids_consortium": ("bids", ["consortium_id", "id"]),
    "ix_contracts_buyer": ("contracts", ["buyer_id", "id"]),
    "ix_contracts_supplier": ("contracts", ["supplier_id", "id"]),
    "ix_contract_shares_organisation": ("contract_shares", ["organisation_id", "contract_id"]),
}
_BEFORE = {
    "ix_bids_organisation_id": ("bids", ["organisation_id"]),
    "ix_contracts_buyer_id": ("contracts", ["buyer_id"]),
    "ix_contracts_supplier_id": ("contracts", ["supplier_id"]),
    "ix_contract_shares_organisation_id": ("contract_shares", ["organisation_id"]),
}
_OF_ONE_KIND = {
    "ix_invoices_buyer_notes": (["buyer_id", "due_on", "id"], "kind = 'credit_note'"),
    "ix_invoices_supplier_notes": (["supplier_id", "due_on", "id"], "kind = 'credit_note'"),
    "ix_invoices_buyer_received": (["buyer_id", "received_at"], "kind = 'invoice'"),
}


def upgrade() -> None:
    for name, (table, columns) in _ORDERED.items():
        op.create_index(name, table, columns)
    for name, (columns, kind) in _OF_ONE_KIND.items():
        op.create_index(name, "invoices", columns, postgresql_where=sa.text(kind))
    for name, (table, _) in _BEFORE.items():
        op.drop_index(name, table)


def downgrade() -> None:
    for name, (table, columns) in _BEFORE.items():
        op.create_index(name, table, columns)
    for name in _OF_ONE_KIND:
        op.drop_index(name, "invoices")
    for name, (table, _) in _ORDERED.items():
        op.drop_index(name, table)
