"""By what is the performance of a contract judged, when, and with which rating?

Key performance indicators of the Procurement Act 2023: how many are owed (s52), how often
they are assessed (s71), and the ratings as the UK extension of OCDS spells them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.notices import LEAST_INDICATORS, performance_due

TIME_TO_COMMENT = timedelta(days=7)
"""So long the supplier has before an assessment is published, unless it answers before."""


MOST_INDICATORS = 50
"""So many at most stand in one contract, and in each form of its ratings."""


class Rating(StrEnum):
    """How far an indicator was met; the codes of ``measureClassification`` in the UK extension."""

    MET = "met"
    SLIGHTLY_BELOW = "slightlyBelow"
    BELOW = "below"
    SIGNIFICANTLY_BELOW = "significantlyBelow"
    OTHER = "other"


RATING_WORDS: Mapping[Rating, str] = {
    Rating.MET: "Met: good",
    Rating.SLIGHTLY_BELOW: "Slightly below: approaching the target",
    Rating.BELOW: "Below: requires improvement",
    Rating.SIGNIFICANTLY_BELOW: "Significantly below: inadequate",
    Rating.OTHER: "Other: it cannot be described so",
}
"""With the words of the notice (Procurement Regulations 2024, reg 39)."""


@dataclass(frozen=True, slots=True)
class IndicatorTerms:
    """What is measured, what is to be reached, and how that is measured."""

    title: str
    target: str
    measured: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What an assessment says of one indicator."""

    rating: Rating | None
    reason: str


def check_indicator(terms: IndicatorTerms) -> None:
    """Refuses an indicator that nobody could assess, each fault at its field."""
    said = {"title": "Say what is measured.",
            "target": "Say what is to be reached, as a figure or a fact.",
            "measured": "Say how it is measured: from what, by whom, how often."}  # fmt: skip
    refuse_if_any(
        [Refusal(no, field=name) for name, no in said.items() if not getattr(terms, name).strip()]
    )


def before_setting(state: ContractState, count: int, *, is_signed: bool) -> None:
    """Refuses while one side alone has signed: what it signed stays; once it has ended; and more than
    anybody could rate."""
    if state not in (ContractState.AWAITING_SIGNATURE, ContractState.SIGNED):
        raise Refusal("This contract has ended: by what it is judged stays as it is.")
    if is_signed and state is ContractState.AWAITING_SIGNATURE:
        raise Refusal("One side has signed the contract with these indicators, so they stay.")
    if count >= MOST_INDICATORS:
        raise Refusal(
            f"A contract has at most {MOST_INDICATORS} indicators: each is rated by itself."
        )


def before_removing(state: ContractState, *, is_signed: bool) -> None:
    """Refuses once one side has signed the contract with the indicator in it."""
    if is_signed or state is not ContractState.AWAITING_SIGNATURE:
        raise Refusal(
            "The contract is signed with this indicator. Rate it as “other” where it cannot be "
            "assessed any more, and say why."
        )


def before_excusing(owed: int, count: int, *, is_signed: bool) -> None:
    """Refuses to say why there are none where no law asks for any, where there are some, or once one
    side has signed."""
    if not owed:
        raise Refusal("The law asks for no indicators here, so it asks for no reason either.")
    if is_signed:
        raise Refusal(
            "One side has signed the contract: the reason why it has no indicators stays as it is."
        )
    if count:
        raise Refusal("Indicators are set, so no reason is asked for. Take them out first.")


def indicators_fault(owed: int, count: int, why_none: str) -> Refusal | None:
    """Why the contract cannot be entered into yet (s52(1), (2)); None where it can."""
    if count >= owed or (why_none.strip() and not count):
        return None
    return Refusal(
        f"Set at least {LEAST_INDICATORS} key performance indicators first, or say why the "
        "supplier’s performance could not be assessed by any: the law asks for it above £5 "
        "million (s52)."
    )


def next_assessment(signed_on: date, last_day: date, assessed_to: date | None) -> date | None:
    """By when the indicators are to be assessed: within every 12 months from the signature on, and
    on the last day (s71(2)), the real one of a contract that has ended; None once they are assessed
    up to it."""
    if assessed_to is not None and assessed_to >= last_day:
        return None
    due = performance_due(assessed_to or signed_on)
    return min(due, last_day)


def before_rating(*, is_signed: bool, count: int, due_on: date | None) -> None:
    """Refuses ratings of what nobody has signed, of no indicators, and after the last ones."""
    if not is_signed:
        raise Refusal("Both sides must have signed the contract first.")
    if not count:
        raise Refusal("No indicator is set, so there is nothing to rate.")
    if due_on is None:
        raise Refusal("The last rating is made: the indicators are rated up to the last day.")


def before_commenting(*, is_published: bool, is_answered: bool) -> None:
    """Refuses a comment on ratings that everybody reads already, and a second one."""
    if is_published:
        raise Refusal("These ratings are published already. Write to the buyer instead.")
    if is_answered:
        raise Refusal("Your side has answered these ratings already.")


def check_assessment(
    begins: date,
    ends: date,
    signed_on: date,
    today: date,
    assessed_to: date | None,
    ended_on: date | None = None,
) -> None:
    """Refuses a period that is not over, that begins before the contract or goes beyond its recorded
    end, or that was assessed."""
    faults = []
    if ends < begins:
        faults.append(Refusal("The period ends on or after the day it begins.", field="ends_on"))
    if ends > today:
        faults.append(Refusal("That day is still to come.", field="ends_on"))
    elif ended_on is not None and ends > ended_on:
        faults.append(
            Refusal(
                f"The contract ended on {ended_on:%-d %B %Y}: end on that day or before.",
                field="ends_on",
            )
        )
    if begins < signed_on and assessed_to is None:
        faults.append(
            Refusal(
                f"The contract was signed on {signed_on:%-d %B %Y}: begin on that day or later.",
                field="begins_on",
            )
        )
    if assessed_to is not None and begins <= assessed_to:
        faults.append(
            Refusal(
                f"It is assessed up to {assessed_to:%-d %B %Y} already: begin on the day after.",
                field="begins_on",
            )
        )
    refuse_if_any(faults)


def check_ratings(rated: Mapping[str, Rated]) -> None:
    """Refuses an indicator without a rating or without a reason, each by its field's name."""
    faults = []
    for name, one in rated.items():
        if one.rating is None:
            faults.append(Refusal("Choose a rating.", field=f"{name}-rating"))
        if not one.reason.strip():
            faults.append(
                Refusal("Say why: what was measured, and what came out.", field=f"{name}-reason")
            )
    refuse_if_any(faults)


def may_publish_from(told_on: date, due_on: date | None, *, is_answered: bool) -> date:
    """The first day on which an assessment may be published: at once where the supplier has
    answered; else when its time to comment is over, or on the last day of the law."""
    if is_answered:
        return told_on
    over = told_on + TIME_TO_COMMENT
    return over if due_on is None else max(told_on, min(over, due_on))


def before_publishing(first: date, today: date) -> None:
    """Refuses while the supplier may still comment."""
    if today < first:
        raise Refusal(
            "The supplier reads the assessment and may comment before it is published. It can be "
            f"published from {first:%-d %B %Y}, or as soon as the supplier has answered."
        )
