"""Who offers it? Bids and consortia, sealed until the deadline, and their opening."""
