"""Does everything that is kept still agree with what it was worked out from?

Each check reads rows, works the figure out again by the rules, and compares.
Nothing is written. A bid that was not opened is not read: only what its rows
say openly is checked, and that what is sealed has the fingerprint that is on record.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import text

from marketplace.engine import db
from marketplace.verification import (
    bids,
    invoices,
    ledger,
    offers,
    papers,
    payments,
    rankings,
    records,
    replay,
    search,
    totals,
)
from procurement.ground.compared import Compared

Check = Callable[[], Iterator[Compared]]

CHECKS: Mapping[str, Check] = {
    "Tenders as published": records.tender_versions,
    "Log of what was published": records.publications,
    "Documents of the search": search.documents,
    "Documents of organisations": search.organisations,
    "Documents of products": search.products,
    "Receipts of bids": bids.receipts,
    "Opened bids": bids.contents,
    "Rankings from their inputs": rankings.results,
    "Inputs of rankings": rankings.inputs,
    "Awards": rankings.awards,
    "Opened offers": offers.contents,
    "Contracts": invoices.contracts,
    "Signed contracts": papers.signed,
    "Milestones split over members": invoices.splits,
    "Invoices from their documents": invoices.totals,
    "Numbers of invoices": invoices.numbers,
    "Balances": payments.balances,
    "Money owed back": payments.repayments,
    "States of invoices": invoices.states,
    "Ledger of contracts": ledger.allocations,
    "Ledger of fundings": ledger.fundings,
    "Committed lines": totals.committed,
    "Buyers’ records": totals.payer_records,
    "Totals of money": totals.money,
    "Days to pay": totals.payment_days,
    "Developments": totals.developments,
    "Owed on open invoices": totals.owed,
    "Documents": records.documents,
    "Audit chain": records.audit_chain,
    "Rows as recorded": replay.rows,
    "Record as published": records.published_days,
    "Verbs of the audit": records.audit_verbs,
}
"""Every check by what it looks at, in the order of a contract's life."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many figures were compared, and those that do not agree."""

    checked: int
    disagreements: list[Compared]


Tell = Callable[[str, int, int], None]
"""Hears the name of the check that begins, how many are done, and how many there are."""


def verified(tell: Tell) -> Verified:
    """Run every check over one snapshot of the database, in which nothing can be written."""
    db.session.remove()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    report = checked(tell)
    db.session.remove()
    return report


def checked(tell: Tell) -> Verified:
    """Run every check in the transaction at hand."""
    count, disagreements = 0, []
    for done, (name, check) in enumerate(CHECKS.items()):
        tell(name, done, len(CHECKS))
        for compared in check():
            count += 1
            if not compared.agrees:
                disagreements.append(compared)
    return Verified(count, disagreements)


__all__ = ["CHECKS", "Check", "Compared", "Verified", "checked", "verified"]
