"""What people do: one function = one verb = one transaction."""
