"""The outside systems, one file each, in our words. No call is made inside a transaction."""
