"""By which day must an invoice be paid, by agreement and by law?"""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement.ground.holidays import SHIPPED, Holidays
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime

SEVEN_DAYS = 7
"""The marketplace's own payment term, in calendar days after receipt."""

PUBLIC_DAYS = 30
"""Days beginning with the day of receipt (Procurement Act 2023 s68; s88 below threshold)."""

PRIVATE_DAYS = 60
"""Days after receipt that a private buyer may agree to (Late Payment Act 1998 s4(3B))."""


ACCEPTANCE_DAYS = 30
"""The longest that checking the supply may hold up the clock (Late Payment Act 1998 s4(5A))."""


@dataclass(frozen=True, slots=True)
class Due:
    """When an invoice received on ``received`` must be paid.

    ``agreed_due``: the last day that is in time by the agreed term.
    ``legal_latest``: the last day that is in time by law.
    """

    received: date
    agreed_due: date
    legal_latest: date
    regime: Regime

    def days_left(self, today: date) -> int:
        """Days until the agreed day: 0 on the day itself, negative once it has passed."""
        return (self.agreed_due - today).days

    def is_late(self, today: date) -> bool:
        """The agreed day has passed."""
        return today > self.agreed_due

    @property
    def late_from(self) -> date:
        """The first day on which it is late, and from which interest runs: once a day is agreed
        the debt is late after it, however much later a day the law would have let be agreed."""
        return self.agreed_due + timedelta(days=1)

    def is_latest_by_law(self, holidays: Holidays = SHIPPED) -> bool:
        """No earlier day was agreed than the last one that the law allows."""
        between = range(1, (self.legal_latest - self.agreed_due).days + 1)
        return not any(
            holidays.is_working_day(self.agreed_due + timedelta(days=days)) for days in between
        )


def legal_latest(received: date, regime: Regime) -> date:
    """The last day in time by law.

    A contracting authority (``public``, ``below``, ``light``): the thirtieth day
    beginning with the day of receipt (Procurement Act 2023 ss68, 88). A private
    buyer: sixty days after receipt (Late Payment Act 1998 s4(3B)).
    """
    days = PRIVATE_DAYS if regime is Regime.PRIVATE else PUBLIC_DAYS - 1
    try:
        return received + timedelta(days=days)
    except OverflowError:
        raise Refusal(f"{received} is too far away for a due date.", field="received") from None


def due(
    received: date, regime: Regime, terms: int = SEVEN_DAYS, holidays: Holidays = SHIPPED
) -> Due:
    """The agreed due date (receipt plus ``terms`` calendar days) and the legal latest.

    The agreed date moves to the banking day before where England's banks are
    shut, and is never later than the legal latest; a term of a day or two over a
    weekend can so fall due before the invoice came. Refuses a negative term, and
    a year whose bank holidays are not known.
    """
    if terms < 0:
        raise Refusal("A payment term cannot be less than 0 days.", field="terms")
    latest = legal_latest(received, regime)
    last = received + timedelta(days=min(terms, (latest - received).days))
    return Due(received, holidays.working_day_on_or_before(last), latest, regime)


def terms_in_words(due: Due, terms: int) -> str:
    """What was agreed, and why the day is an earlier one where it is.

    ``due`` is what ``due`` makes of these ``terms``.
    """
    last = min(due.legal_latest, due.received + timedelta(days=min(terms, PRIVATE_DAYS)))
    words = f"Payment within {terms} days of receipt."
    if terms > (due.legal_latest - due.received).days:
        words += f" The law allows no later day than {last:%-d %B %Y}."
    if last != due.agreed_due:
        words += (
            f" Banks are shut on {last:%A %-d %B %Y}, so it is due on the last banking day "
            f"before, {due.agreed_due:%A %-d %B %Y}."
        )
    return words


def due_without_agreement(performed: date, notified: date, accepted: date | None = None) -> date:
    """The last day in time between businesses that agreed on none.

    The thirtieth day beginning with the latest of: the supply, the notice of the
    sum (the invoice), and acceptance where the contract has such a procedure,
    which itself may take no more than thirty days from the supply (Late Payment
    Act 1998 s4(5)-(5D)).
    """
    begins = max(performed, notified)
    if accepted is not None:
        begins = max(begins, min(accepted, performed + timedelta(days=ACCEPTANCE_DAYS)))
    return begins + timedelta(days=PUBLIC_DAYS - 1)
