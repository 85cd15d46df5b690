"""Was the notice of this tender published where the law wants it first?

Procurement Act 2023 ("PA23"): a tender notice opens the competition (s21; below the
threshold s87). It is published on the central digital platform (s95), and nothing is
published elsewhere before (Procurement Regulations 2024, reg 5(11)).
"""

import re
from datetime import datetime

from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime, RegimeFacts, is_notifiable, regime_of

_NUMBER = re.compile(r"[0-9]{6}-20[0-9]{2}")


def is_notified_first(facts: RegimeFacts) -> bool:
    """Is a tender notice owed on the central platform, before the tender is published here?"""
    return regime_of(facts) in (Regime.PUBLIC, Regime.LIGHT) or is_notifiable(facts)


def central_notice_url(number: str) -> str:
    """Where everybody can read the notice."""
    return f"https://www.find-tender.service.gov.uk/Notice/{number}"


def central_notice_faults(
    number: str, published_at: datetime | None, now: datetime, *, is_owed: bool
) -> list[Refusal]:
    """A Refusal for what is missing or cannot be; fields are the two names."""
    faults = []
    if (is_owed or published_at is not None) and not _NUMBER.fullmatch(number):
        faults.append(
            Refusal(
                "Publish the notice on the central digital platform (Find a Tender) first. Then "
                "enter its number, such as 012345-2026.",
                field="central_notice",
            )
        )
    if (is_owed or number) and published_at is None:
        faults.append(
            Refusal(
                "Enter when the notice was published on the central digital platform.",
                field="central_notice_at",
            )
        )
    if published_at is not None and published_at > now:
        faults.append(
            Refusal(
                "The notice on the central digital platform cannot be of a later time than now: "
                "nothing of it is published here before.",
                field="central_notice_at",
            )
        )
    return faults
