"""On which day does a supply count for VAT, and so in which return and at which rate?

VATA 1994 s6; VAT Notice 700 section 14. Not for supplies with rules of their own, where there
is no basic tax point: continuous supplies of services, and stage payments in construction, are
supplied when a VAT invoice is issued or money comes, whichever is first (VAT Regulations 1995
regs 90, 93; general knowledge).
"""

from datetime import date, timedelta

_AFTER = timedelta(days=14)
"""How long after the basic tax point an invoice moves it to its own day (s6(5))."""


def tax_point(performed: date, invoiced: date, paid: date | None = None) -> date:
    """The time of supply of one piece of work; ``invoiced`` and ``paid``: the first for it.

    An invoice or a payment before the work was done: the earlier of them (s6(4)). An
    invoice within fourteen days after: its day (s6(5)). Else the day when the work was
    done, the basic tax point (s6(2), (3)).
    """
    before = [day for day in (invoiced, paid) if day is not None and day < performed]
    if before:
        return min(before)
    return invoiced if invoiced <= performed + _AFTER else performed
