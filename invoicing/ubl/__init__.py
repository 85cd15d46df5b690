"""How an invoice is exchanged as data: UBL 2.1 written, read and checked."""
