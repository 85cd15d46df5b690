"""The rules of who an organisation is, where it is, and what makes it a social enterprise."""
