"""Until when may a supplier challenge what was decided, and when does that stop the signature?

Procurement Act 2023, ss100 to 106. A claim notified during standstill suspends
the signature (s101) until it has ended: see ``award.before_signing``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from procurement.assessment.award import AwardFacts, standstill_of
from procurement.ground.calendar import months_after
from procurement.ground.figures import Mark
from procurement.ground.refusal import Refusal, refuse_if_any


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


def before_suspending(facts: AwardFacts, notified_on: date, about: str, today: date) -> None:
    """Refuses a claim that does not suspend the signature by itself, or that is not described.

    What suspends is that proceedings were begun and the authority notified of it,
    both during the standstill (s101(1)).
    """
    standstill = standstill_of(facts)
    faults = []
    if standstill is None or not facts.claims_suspend:
        why = "There is no standstill" if standstill is None else "No law says so of a standstill"
        raise Refusal(
            f"{why} here, so a claim does not stop the signature by itself. Take legal advice before "
            "you sign."
        )
    first, last = standstill
    if notified_on > today:
        faults.append(Refusal("This day is still to come.", field="notified_on"))
    elif not first <= notified_on <= last:
        faults.append(
            Refusal(
                f"The standstill runs from {first:%-d %B %Y} to {last:%-d %B %Y}. Only a claim "
                "notified in it stops the signature by itself. For any other, take legal advice "
                "before you sign.",
                field="notified_on",
            )
        )
    if not about.strip():
        faults.append(Refusal("Say who claims, and what about.", field="about"))
    refuse_if_any(faults)


def before_resuming(notified_on: date, ended_on: date, reason: str, today: date) -> None:
    """Refuses an end of the suspension without its reason, or on a day that cannot be (s101, s102)."""
    faults = []
    if ended_on > today:
        faults.append(Refusal("This day is still to come.", field="ended_on"))
    elif ended_on < notified_on:
        faults.append(
            Refusal(f"The claim was notified on {notified_on:%-d %B %Y}.", field="ended_on")
        )
    if not reason.strip():
        faults.append(Refusal("Say how the claim or the suspension ended.", field="reason"))
    refuse_if_any(faults)
