"""What must have happened in a procurement before its contract is signed, under each law?

One table: what is required, since when in the procurement, and where it stands. The rules that refuse a
step are where the steps are; this is what they add up to, and what a test holds them to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from procurement.tendering.central_notice import is_notified_first
from procurement.tendering.regime import Regime, RegimeFacts, regime_of


class Requirement(StrEnum):
    TENDER_NOTICE = "tender_notice"
    OPENED_AFTER_DEADLINE = "opened_after_deadline"
    INTERESTS = "interests"
    PUBLISHED_METHOD = "published_method"
    SUMMARIES = "summaries"
    AWARD_NOTICE = "award_notice"
    STANDSTILL = "standstill"
    NO_CLAIM = "no_claim"


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that is required, and where that stands."""

    what: Requirement
    sentence: str
    source: str


_SENTENCES: Mapping[Requirement, tuple[str, str]] = {
    Requirement.TENDER_NOTICE: (
        "The tender notice is on the central digital platform before the tender is published here.",
        "Procurement Act 2023, ss21 and 87; Procurement Regulations 2024, reg 5(11)",
    ),
    Requirement.OPENED_AFTER_DEADLINE: (
        "Bids are opened after their deadline.",
        "Procurement Act 2023, s21",
    ),
    Requirement.INTERESTS: (
        "Whoever decides has declared their interests.",
        "Procurement Act 2023, ss81 to 83",
    ),
    Requirement.PUBLISHED_METHOD: (
        "The award goes to the bid that comes first by the published method.",
        "Procurement Act 2023, s19",
    ),
    Requirement.SUMMARIES: (
        "Every assessed bidder has its assessment summary before the award is published.",
        "Procurement Act 2023, s50",
    ),
    Requirement.AWARD_NOTICE: (
        "The contract award notice is on the central digital platform.",
        "Procurement Act 2023, s50",
    ),
    Requirement.STANDSTILL: (
        "The standstill of eight working days is over.",
        "Procurement Act 2023, s51",
    ),
    Requirement.NO_CLAIM: (
        "No claim that was notified in the standstill is open.",
        "Procurement Act 2023, s101",
    ),
}

_TERMS = "A rule of this marketplace"
"""Where the Act asks for none of it."""

_UNDER_THE_ACT = (Regime.PUBLIC, Regime.LIGHT)

_OF_ALL = (
    Requirement.OPENED_AFTER_DEADLINE,
    Requirement.INTERESTS,
    Requirement.PUBLISHED_METHOD,
)
_OF_PUBLIC = (
    Requirement.TENDER_NOTICE,
    *_OF_ALL,
    Requirement.SUMMARIES,
    Requirement.AWARD_NOTICE,
)
_TABLE: Mapping[Regime, tuple[Requirement, ...]] = {
    Regime.PUBLIC: (*_OF_PUBLIC, Requirement.STANDSTILL, Requirement.NO_CLAIM),
    Regime.LIGHT: (*_OF_PUBLIC, Requirement.NO_CLAIM),
    Regime.BELOW: _OF_ALL,
    Regime.PRIVATE: _OF_ALL,
}
"""Below the threshold the Act asks for a tender notice as well where the procurement is notifiable."""


def required_before_signing(facts: RegimeFacts) -> tuple[Required, ...]:
    """What a procurement requires, in the order in which it happens. Refuses as ``regime_of``."""
    regime = regime_of(facts)
    wanted = _TABLE[regime]
    if regime in _UNDER_THE_ACT:
        return tuple(Required(what, *_SENTENCES[what]) for what in wanted)
    required = tuple(Required(what, _SENTENCES[what][0], _TERMS) for what in wanted)
    if is_notified_first(facts):
        notice = Requirement.TENDER_NOTICE
        return (Required(notice, *_SENTENCES[notice]), *required)
    return required
