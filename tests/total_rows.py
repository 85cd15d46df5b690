"""Kept totals, and what does not agree with them."""

from marketplace.economy.queries.board import headline
from marketplace.economy.queries.recounts import contracts_apart, invoices_apart
from marketplace.verification import totals
from procurement.organisations.place import PLACES


def disagreeing() -> list[str]:
    """What is not as it is counted: by the rules, and by the statements that mend it."""
    checks = (
        totals.committed,
        totals.payer_records,
        totals.money,
        totals.payment_days,
        totals.developments,
        totals.owed,
    )
    told = [compared.what for check in checks for compared in check() if not compared.agrees]
    return [*told, *map(str, [*contracts_apart(), *invoices_apart()])]


def received() -> int:
    return headline(PLACES["greater-icknield"]).received_pence
