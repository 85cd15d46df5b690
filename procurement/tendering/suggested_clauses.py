"""Which social-benefit clauses may a buyer pick from, and make its own?

Suggestions in this project's own words: what is asked for, in which unit, and
how it is to be shown. None has a money value: a proxy is never added to a price.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SuggestedClause:
    """``target`` is a starting point for a contract of about £100,000 a year: adapt it."""

    slug: str
    text: str
    unit: str
    target: Decimal
    shown_by: str
    """How delivery can be shown."""


SUGGESTED_CLAUSES = (
    SuggestedClause(
        "local-jobs",
        "New jobs of at least six months for people who live in the wards around the contract "
        "and were out of work",
        "jobs",
        Decimal(2),
        "Starting dates and the first half of the postcode, without names.",
    ),
    SuggestedClause(
        "paid-placements",
        "Paid work placements of at least two weeks for local residents",
        "placements",
        Decimal(4),
        "Dates and hours of each placement.",
    ),
    SuggestedClause(
        "apprentices",
        "Apprentices employed on this contract until they finish",
        "apprentices",
        Decimal(1),
        "The training provider’s confirmation.",
    ),
    SuggestedClause(
        "real-living-wage",
        "Hours on this contract paid at or above the Real Living Wage",
        "% of hours",
        Decimal(100),
        "A yearly statement from payroll.",
    ),
    SuggestedClause(
        "local-buying",
        "Spent for this contract with suppliers based within five miles",
        "£ a year",
        Decimal(20_000),
        "A list of suppliers with postcodes and sums.",
    ),
    SuggestedClause(
        "social-enterprise-buying",
        "Spent for this contract with social enterprises, charities and co-operatives",
        "£ a year",
        Decimal(10_000),
        "A list of suppliers with their register numbers and sums.",
    ),
    SuggestedClause(
        "school-talks",
        "Half-days with local schools or colleges on the trade of this contract",
        "half-days",
        Decimal(6),
        "The school’s confirmation.",
    ),
    SuggestedClause(
        "community-hours",
        "Hours of skilled help given free to local voluntary groups",
        "hours",
        Decimal(60),
        "The group’s confirmation of hours and work done.",
    ),
    SuggestedClause(
        "low-emission-deliveries",
        "Deliveries made on foot, by cycle or by electric vehicle",
        "% of deliveries",
        Decimal(80),
        "The delivery log.",
    ),
    SuggestedClause(
        "surplus-shared",
        "Surplus food or material given to local groups instead of thrown away",
        "kg a year",
        Decimal(500),
        "A log signed by those who receive it.",
    ),
    SuggestedClause(
        "accessible-work",
        "Working hours filled by disabled people or people who care for somebody",
        "hours a week",
        Decimal(20),
        "A yearly count, without names.",
    ),
    SuggestedClause(
        "resident-voice",
        "Meetings in which residents or users shape how the work is done",
        "meetings a year",
        Decimal(4),
        "Published notes of what was said and what changed.",
    ),
)
