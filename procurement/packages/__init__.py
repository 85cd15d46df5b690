"""The rules of buying without a tender: developments, their packages, and what is asked of the work."""
