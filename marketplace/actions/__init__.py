"""What people do: one function = one verb = one transaction.

``publish_tender(actor, tender_id, …)`` does ``tender.publish``; the decorator
in ``marketplace.action`` locks, checks the right, and writes the audit record.
"""
