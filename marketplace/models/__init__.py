"""What is remembered, and the Selects that find it.

A reading begins with a ``…_visible_to(actor)`` Select; outside it the answer is
404. Relationships load nothing by themselves, so that a query in a loop is an
error and not a surprise.
"""

from marketplace.clock import ClockSetting
from marketplace.models import (
    audit,
    awards,
    bids,
    consortia,
    contracts,
    documents,
    evaluations,
    invoices,
    ledger,
    messages,
    notices,
    organisations,
    outbox,
    payments,
    people,
    places,
    tenders,
)

__all__ = [
    "ClockSetting",
    "audit",
    "awards",
    "bids",
    "consortia",
    "contracts",
    "documents",
    "evaluations",
    "invoices",
    "ledger",
    "messages",
    "notices",
    "organisations",
    "outbox",
    "payments",
    "people",
    "places",
    "tenders",
]
