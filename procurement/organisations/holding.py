"""What does an enterprise hold that buyers ask for, until when, and when is it reminded of its end?"""

from datetime import date, timedelta
from enum import StrEnum

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any

REMINDED_BEFORE = (60, 14)
"""Days before its last day on which who keeps the profile is reminded."""


MOST_HOLDINGS = 50
"""How many stand on the page of one enterprise."""


class HoldingKind(StrEnum):
    """An insurance, an accreditation or a registration."""

    PUBLIC_LIABILITY = "public_liability_insurance"
    EMPLOYERS_LIABILITY = "employers_liability_insurance"
    PROFESSIONAL_INDEMNITY = "professional_indemnity_insurance"
    PRODUCT_LIABILITY = "product_liability_insurance"
    CONSTRUCTION_TAX = "construction_industry_scheme"
    HEALTH_AND_SAFETY = "health_and_safety_accreditation"
    FOOD_HYGIENE = "food_hygiene_rating"
    QUALITY = "quality_management_certificate"
    ENVIRONMENT = "environmental_management_certificate"
    LIVING_WAGE = "living_wage_accreditation"
    OTHER = "other"

    @property
    def is_insurance(self) -> bool:
        """Covers up to a sum, and has a last day."""
        return self in _INSURANCES


_INSURANCES = frozenset(
    {
        HoldingKind.PUBLIC_LIABILITY,
        HoldingKind.EMPLOYERS_LIABILITY,
        HoldingKind.PROFESSIONAL_INDEMNITY,
        HoldingKind.PRODUCT_LIABILITY,
    }
)


class Validity(StrEnum):
    """Whether it is good on a day."""

    IN_DATE = "in date"
    ENDS_SOON = "ends soon"
    ENDED = "ended"


def check_holding(
    kind: HoldingKind, name: str, amount: Money | None, expires_on: date | None, today: date
) -> None:
    """Refuses an insurance without its sum or its last day, what has ended, and what has no name.

    ``expires_on`` is the last day on which it is good; None for what has no end.
    """
    faults = []
    if kind is HoldingKind.OTHER and not name.strip():
        faults.append(Refusal("Say what it is.", field="name"))
    if kind.is_insurance and (amount is None or amount <= Money(0)):
        faults.append(Refusal("Enter the sum it covers, such as 5,000,000.", field="amount"))
    if amount is not None and not kind.is_insurance:
        faults.append(Refusal("Only an insurance covers a sum. Leave this empty.", field="amount"))
    if kind.is_insurance and expires_on is None:
        faults.append(Refusal("Enter its last day: it stands on the policy.", field="expires_on"))
    if expires_on is not None and expires_on < today:
        faults.append(
            Refusal(
                f"It ended on {expires_on:%-d %B %Y}. Enter what you hold today.",
                field="expires_on",
            )
        )
    refuse_if_any(faults)


def refuse_more_holdings(held: int) -> None:
    """Refuses one more where as many are there as a page of an enterprise shows."""
    if held >= MOST_HOLDINGS:
        raise Refusal(
            f"Your page shows at most {MOST_HOLDINGS}, and has as many. Remove one first, such as "
            "one that has ended."
        )


def validity(expires_on: date | None, today: date) -> Validity:
    """Good, good for at most sixty days more (both days included), or over."""
    if expires_on is None or expires_on - today > timedelta(days=max(REMINDED_BEFORE)):
        return Validity.IN_DATE
    return Validity.ENDED if expires_on < today else Validity.ENDS_SOON


def reminder_days(expires_on: date | None, today: date) -> list[date]:
    """The days after ``today`` on which to remind of its end; none for what has no end."""
    if expires_on is None:
        return []
    days = [expires_on - timedelta(days=before) for before in REMINDED_BEFORE]
    return [day for day in days if day > today]
