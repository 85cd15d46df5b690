"""Until when may a supplier challenge what was decided?

Procurement Act 2023, ss100 to 106. A claim notified during standstill suspends
the signature (s101): see ``award.before_signing``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement.ground.dated import Mark


@dataclass(frozen=True, slots=True)
class ClaimDates:
    """Last days; ``set_aside_by`` is None while there is no contract."""

    claim_by: date
    """Thirty days beginning with the day the supplier knew or ought to have known."""
    extended_to: date
    """The most to which a court may extend it: three months from that day."""
    set_aside_by: date | None
    """Claims to set the contract aside end six months after it was entered into."""
    source: str = "Procurement Act 2023, ss105 and 106"
    mark: Mark = Mark.READ


def claim_dates(known_on: date, signed_on: date | None) -> ClaimDates:
    """Until when claims may be begun, from the day of knowledge and the day of signature."""
    claim_by = known_on + timedelta(days=29)
    set_aside = None
    if signed_on is not None:
        set_aside = min(claim_by, months_after(signed_on, 6) - timedelta(days=1))
    return ClaimDates(claim_by, months_after(known_on, 3) - timedelta(days=1), set_aside)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))
