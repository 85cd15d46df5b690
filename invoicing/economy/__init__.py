"""The rules of the ledger: what counts as brought into the local economy, once and dated."""
