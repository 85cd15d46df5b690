"""Why does an enterprise fit what a buyer looks for, and how well?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procurement.ground.money import Money
from procurement.organisations.profile import Capability

_WORDS, _CODE, _VALUE, _NEAR, _REACHES, _VERIFIED = 30, 30, 15, 10, 10, 5
"""How much each part counts; together 100."""

_DIGITS = 8
"""Of a CPV code: so many in common are the very same thing."""


SAME_KIND = 3
"""Digits of a CPV code that two must share to be work of one kind."""

_OF_ANY_WORK = re.compile(
    r"\b(?:work(?:s|ing|ed)?|jobs?|sites?|services?|projects?|packages?|contracts?"
    r"|hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
"""Words that stand in what is said of any work: who shares no other does not do the same."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a buyer looks for; None or empty: any. ``value`` excludes VAT; ``at`` names a postcode."""

    cpv: str = ""
    value: Money | None = None
    people: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known of one enterprise beside the need; None: not known, or not said.

    ``named`` are the capabilities that hold the words that were looked for; ``away`` is how many
    miles it trades from the postcode, ``miles`` how far it goes.
    """

    named: Sequence[str] = ()
    capabilities: Sequence[Capability] = ()
    largest_contract: Money | None = None
    people: int | None = None
    away: float | None = None
    miles: int | None = None
    is_verified: bool = False


def telling(words: str) -> str:
    """The words about a piece of work, without those that are said of any work."""
    return _OF_ANY_WORK.sub(" ", words)


def reasons(need: Need, offer: Offer) -> list[str]:
    """Why it fits, in short sentences: what it can do, how much, how far, and who says so."""
    return list(_reasons(need, offer))


def can_do(need: Need, offer: Offer) -> bool:
    """Whether one of its capabilities holds words that were looked for, or is work of that kind."""
    return bool(offer.named) or _code(need, offer) >= SAME_KIND


def fits(need: Need, offer: Offer) -> bool:
    """Whether it can do it, and nothing that it says of how much and how far speaks against it."""
    is_too_much = need.value is not None and _takes(offer, need.value) is False
    return can_do(need, offer) and not is_too_much and _reaches(offer) is not False


def _code(need: Need, offer: Offer) -> int:
    """How many digits the nearest of its codes shares with the one that is looked for."""
    return max((digits_in_common(need.cpv, row.cpv) for row in offer.capabilities), default=0)


def digits_in_common(code: str, other: str) -> int:
    """How many digits two CPV codes begin with alike: more digits name a narrower thing."""
    return next(
        (at for at in range(_DIGITS) if code[at : at + 1] != other[at : at + 1] or not code[at:]),
        _DIGITS,
    )


def score(need: Need, offer: Offer, word_share: float) -> float:
    """How well it fits, from 0 to 100; ``word_share`` from 0 to 1 says how much of the words it has.

    Who has not said how much it takes on, or how far it goes, gets half of what that counts.
    """
    total = _WORDS * word_share + (_CODE * _code(need, offer) / _DIGITS if need.cpv else 0)
    total += _part(_VALUE, None if need.value is None else _takes(offer, need.value))
    total += _part(_REACHES, _reaches(offer) if need.at else None)
    if need.at and offer.away is not None:
        total += _NEAR / (1 + offer.away / 5)
    return total + _VERIFIED * offer.is_verified


def _part(weight: int, is_met: bool | None) -> float:
    return weight / 2 if is_met is None else weight * is_met


def _takes(offer: Offer, value: Money) -> bool | None:
    return None if offer.largest_contract is None else offer.largest_contract >= value


def _reaches(offer: Offer) -> bool | None:
    if offer.miles is None or offer.away is None:
        return None
    return offer.away <= offer.miles


def _reasons(need: Need, offer: Offer) -> Iterator[str]:
    for words in offer.named:
        yield f"Can do: {words}"
    if need.cpv:
        codes = [row.cpv for row in offer.capabilities if row.cpv.startswith(need.cpv[:_DIGITS])]
        if codes:
            yield f"Names CPV {', '.join(codes)}"
    if need.value is not None and _takes(offer, need.value):
        yield f"Takes on contracts up to {offer.largest_contract}"
    if need.people is not None and (offer.people or 0) >= need.people:
        yield f"{offer.people} people at work at once"
    if need.at and offer.away is not None:
        area = f", works within {offer.miles} miles" if offer.miles is not None else ""
        yield f"{_in_miles(offer.away)} from {need.at}{area}"
    if offer.is_verified:
        yield "Verified as a social enterprise"


def _in_miles(away: float) -> str:
    if away < 0.1:
        return "Less than 0.1 miles"
    return f"{away:.1f} miles"
