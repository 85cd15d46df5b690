"""The rules of a tender: which law applies, its times, lots and criteria, and how it may change."""
