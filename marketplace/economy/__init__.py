"""What reached the local economy? Funding, the ledger read as a whole, the board."""
