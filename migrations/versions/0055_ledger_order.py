"""A page of the ledger is read in its order by an index, whatever it is searched by.

A place with few lines among many is found by the index of places, and put in order."""

from alembic import op

revision = "0055"
down_revision = "0054"

_ORDERS = {
    "received_on": ["received_on", "id"],
    "theme": ["theme", "received_on", "id"],
    "organisation_id": ["organisation_id", "received_on", "id"],
    "buyer_id": ["buyer_id", "received_on", "id"],
}
_FORMER = ("organisation_id", "buyer_id", "received_on")


def upgrade() -> None:
    for columns in _ORDERS.values():
        op.create_index(op.f(f"ix_ledger_entries_{'_'.join(columns)}"), "ledger_entries", columns)
    op.create_index(
        op.f("ix_ledger_entries_places"), "ledger_entries", ["places"], postgresql_using="gin"
    )
    for column in _FORMER:
        op.drop_index(op.f(f"ix_ledger_entries_{column}"), "ledger_entries")


def downgrade() -> None:
    for column in _FORMER:
        op.create_index(op.f(f"ix_ledger_entries_{column}"), "ledger_entries", [column])
    op.drop_index(op.f("ix_ledger_entries_places"), "ledger_entries")
    for columns in _ORDERS.values():
        op.drop_index(op.f(f"ix_ledger_entries_{'_'.join(columns)}"), "ledger_entries")
