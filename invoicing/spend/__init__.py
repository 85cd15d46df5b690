"""How files of published spending and lists of funding are read, and their names matched."""
