"""The rules of an invoice and a credit note: what stands on it, VAT, construction tax, retention."""
