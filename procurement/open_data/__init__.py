"""How procurements are read and written as open data (OCDS), without people's names."""
