"""Which law applies to this procurement, and what follows from it?

Procurement Act 2023 ("PA23"). A procurement keeps the law of the day it began.
Estimated values include VAT, as the thresholds do (Schedule 3).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.figures import SHIPPED, Figure, Figures, Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import STANDSTILL_WORKING_DAYS
from procurement.organisations.organisation import Kind

ACT_BEGAN = date(2025, 2, 24)
"""The day PA23 came into force. (General knowledge.)"""


class Authority(StrEnum):
    """What kind of buyer."""

    CENTRAL = "central"
    """Central government authorities, NHS trusts and foundation trusts among them."""
    SUB_CENTRAL = "sub_central"
    """Councils, universities, housing associations that are contracting authorities."""
    SCHOOL = "school"
    """Schools and further-education colleges: outside Part 6, s68 and s69."""
    UTILITY = "utility"
    NOT_PUBLIC = "not_public"
    """Private developers, and housing companies that are no contracting authority."""


_AUTHORITIES = {
    Kind.HOSPITAL_TRUST: Authority.CENTRAL,
    Kind.COUNCIL: Authority.SUB_CENTRAL,
    Kind.UNIVERSITY: Authority.SUB_CENTRAL,
    Kind.HOUSING_ASSOCIATION: Authority.SUB_CENTRAL,
    Kind.OTHER_PUBLIC_BODY: Authority.SUB_CENTRAL,
}


def authority_of(kind: Kind) -> Authority:
    """What kind of buyer an organisation is: NHS trusts count as central government."""
    return _AUTHORITIES.get(kind, Authority.NOT_PUBLIC)


class Subject(StrEnum):
    """What is bought."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"
    LIGHT_TOUCH = "light_touch"
    CONCESSION = "concession"
    LIGHT_TOUCH_CONCESSION = "light_touch_concession"
    HEALTH_CARE = "health_care"
    """NHS clinical services: the Provider Selection Regime."""


CONCESSIONS = (Subject.CONCESSION, Subject.LIGHT_TOUCH_CONCESSION)
_LIGHT = (Subject.LIGHT_TOUCH, Subject.LIGHT_TOUCH_CONCESSION)


class Regime(StrEnum):
    PUBLIC = "public"
    BELOW = "below"
    LIGHT = "light"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class RegimeFacts:
    """``estimate`` includes VAT, all lots and options; ``began_on`` is the day it commenced."""

    authority: Authority
    subject: Subject
    estimate: Money
    began_on: date
    figures: Figures = SHIPPED


def threshold(
    authority: Authority, subject: Subject, day: date, figures: Figures = SHIPPED
) -> Figure:
    """The threshold that decides, in pence including VAT (PA23 s3, Schedule 1).

    Refuses a day without a known figure.
    """
    if day < ACT_BEGAN:
        raise Refusal(
            f"A procurement that began before {ACT_BEGAN:%-d %B %Y} keeps the law of that time, "
            "which this marketplace does not know."
        )
    if subject in (Subject.WORKS, *CONCESSIONS):
        key = str(subject)
    elif subject is Subject.LIGHT_TOUCH:
        key = _light(authority)
    else:
        kinds = {Authority.CENTRAL: "central", Authority.UTILITY: "utility"}
        key = kinds.get(authority, "sub_central")
    return figures.on("thresholds", key, day, "The threshold")


def _light(authority: Authority) -> str:
    return "utility_light_touch" if authority is Authority.UTILITY else "light_touch"


def regime_of(facts: RegimeFacts) -> Regime:
    """Public, regulated below threshold, light touch, or private.

    Refuses health care services (Provider Selection Regime), a negative estimate,
    and a day without a known threshold. At the threshold itself the Act applies
    in full (s3).
    """
    if facts.authority is Authority.NOT_PUBLIC:
        return Regime.PRIVATE
    if facts.subject is Subject.HEALTH_CARE:
        raise Refusal(
            "Clinical services for the NHS are bought under the Provider Selection Regime, "
            "which this marketplace does not handle.",
            field="subject",
        )
    if facts.estimate.pence < 0:
        raise Refusal("The estimated value cannot be below £0.", field="estimate")
    if facts.estimate.pence < threshold_of(facts).value:
        return Regime.BELOW
    return Regime.LIGHT if facts.subject in _LIGHT else Regime.PUBLIC


def threshold_of(facts: RegimeFacts) -> Figure:
    """The threshold that decides on this procurement."""
    return threshold(facts.authority, facts.subject, facts.began_on, facts.figures)


def may_shortlist(facts: RegimeFacts) -> bool:
    """May suppliers be shortlisted by their suitability first, below the threshold? (s85)

    Only for works, from an amount of their own (s85(3)).
    """
    if facts.subject is not Subject.WORKS or regime_of(facts) is not Regime.BELOW:
        return False
    key = "works_suitability_" + ("central" if facts.authority is Authority.CENTRAL else "other")
    row = facts.figures.on("thresholds", key, facts.began_on, "The amount for shortlisting")
    return facts.estimate.pence >= row.value


def is_notifiable(facts: RegimeFacts) -> bool:
    """Is a below-threshold tender notice owed before advertising? (PA23 ss84 and 87(4))

    Schools are outside Part 6; concessions and utilities are not regulated below
    the threshold (s84).
    """
    outside = {Authority.SCHOOL, Authority.UTILITY}
    if (
        regime_of(facts) is not Regime.BELOW
        or facts.authority in outside
        or facts.subject in CONCESSIONS
    ):
        return False
    key = "notifiable_central" if facts.authority is Authority.CENTRAL else "notifiable_other"
    row = facts.figures.on("thresholds", key, facts.began_on, "The amount for a notice")
    return facts.estimate.pence >= row.value


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows from the regime, as a page can show it."""

    about: str
    sentence: str
    source: str
    mark: Mark = Mark.READ

    def __str__(self) -> str:
        return self.sentence + self.mark.caution()


def longest_payment_term(regime: Regime) -> int:
    """The most days a payment term may have.

    Thirty for a public buyer (PA23 ss68, 73, 88; Late Payment Act 1998 s4(3A)); sixty
    for a private one, above which it must be express and fair (s4(3B), (3C)).
    """
    return 60 if regime is Regime.PRIVATE else 30


def has_mandatory_standstill(regime: Regime) -> bool:
    """Eight working days before signature (PA23 s51): not for light touch or below threshold."""
    return regime is Regime.PUBLIC


def may_promise_standstill(regime: Regime) -> bool:
    """Is a standstill a public buyer's own choice here? (s51: light touch; below the threshold the
    Act asks for none either)"""
    return regime in (Regime.LIGHT, Regime.BELOW)


def claims_suspend(regime: Regime) -> bool:
    """Does a claim notified in a standstill stop the signature by itself? (s101: not below the
    threshold, to which Part 9 does not apply, nor for a private buyer)"""
    return regime in (Regime.PUBLIC, Regime.LIGHT)


LONGEST_PROMISED = 30
"""Working days: beyond, it is rather a slip of the keyboard than a promise. (Our own.)"""


def promise_faults(regime: Regime, days: int | None) -> list[Refusal]:
    """What is wrong with a standstill that a buyer chooses; None chooses none. The field is
    ``days``. At least as long as a mandatory one (s51)."""
    if days is None:
        return []
    if not may_promise_standstill(regime):
        said = (
            "The law asks for a standstill here already."
            if has_mandatory_standstill(regime)
            else "A private buyer is asked for no standstill."
        )
        return [Refusal(said, field="days")]
    if not STANDSTILL_WORKING_DAYS <= days <= LONGEST_PROMISED:
        return [
            Refusal(
                f"A standstill of your own choice lasts {STANDSTILL_WORKING_DAYS} to "
                f"{LONGEST_PROMISED} working days.",
                field="days",
            )
        ]
    return []


def standstill_length(regime: Regime, promised: int | None = None) -> int | None:
    """The working days of standstill; None where none is owed and none was promised.

    Eight at least where it is mandatory; a promised one is refused below eight (s51).
    """
    if promised is not None and promised < STANDSTILL_WORKING_DAYS:
        raise Refusal(
            f"A standstill lasts at least {STANDSTILL_WORKING_DAYS} working days.",
            field="standstill",
        )
    return promised or (STANDSTILL_WORKING_DAYS if has_mandatory_standstill(regime) else None)
