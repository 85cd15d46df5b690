"""Is it paid in time? Invoices, payments, disputes, and what each payment enters in the ledger."""
