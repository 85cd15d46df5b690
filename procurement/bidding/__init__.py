"""The rules of a bid: alone or as a consortium, complete, in time, and sealed until the deadline."""
