"""Has somebody decided every part of this draft?

What follows from it in law and in money is answered by a person, never by what a form held
before: so each part is opened, looked at and saved once before the tender is published.
"""

from collections.abc import Collection

from procurement.ground.refusal import Refusal

DECISIONS = {
    "subject": ("theme", "subject", "estimate"),
    "lots": ("lots", "no_lots_reason"),
    "price_formula": ("price_formula", "price_weight", "quality_weight", "social_value_weight"),
    "scale_words": ("scale_words",),
    "questions": ("questions",),
    "clauses": ("clauses",),
    "payment_days": ("payment_days",),
}
"""What is decided together, by the field at which its absence is said."""


def is_decided(field: str, decided: Collection[str]) -> bool:
    """Has somebody saved all of what is decided together?"""
    return set(DECISIONS.get(field, ())) <= set(decided)


def undecided_faults(decided: Collection[str]) -> list[Refusal]:
    """A Refusal for each part that nobody has saved yet."""
    return [
        Refusal("Nobody has saved this part yet: open it, look at it and save it.", field=field)
        for field in DECISIONS
        if not is_decided(field, decided)
    ]
