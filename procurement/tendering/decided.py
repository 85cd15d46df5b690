"""Has somebody decided every part of this draft?

What follows from it in law and in money is answered by a person, never by what a form held
before: so each part is opened, looked at and saved once before the tender is published.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime, longest_payment_term
from procurement.tendering.tender import STANDARD_PAYMENT_DAYS

DECISIONS = {
    "subject": ("theme", "subject", "ordering"),
    "lots": ("lots", "no_lots_reason"),
    "conditions": ("conditions",),
    "price_formula": (
        "price_formula", "price_weight", "quality_weight", "social_value_weight", "tie_rule",
    ),
    "scale_words": ("scale_words",),
    "questions": ("questions",),
    "clauses": ("clauses",),
    "payment_days": ("payment_days",),
}  # fmt: skip
"""What is decided together, by the field at which its absence is said."""


def usual_faults(
    weights: Sequence[Decimal | None], payment_days: int | None, payment_reason: str | None
) -> list[Refusal]:
    """A Refusal for each thing with which no draft of any regime could begin: weights that make no
    whole, a term beyond the longest one, or a long one without a reason."""
    faults = []
    given = [weight for weight in weights if weight is not None]
    if given and (len(given) < len(weights) or sum(given) != 100 or min(given) < 0):
        faults.append(
            Refusal("Give all three weights, together exactly 100, or none.", field="price_weight")
        )
    most = longest_payment_term(Regime.PRIVATE)
    if payment_days is not None and not 0 <= payment_days <= most:
        faults.append(Refusal(f"The payment term must be 0 to {most} days.", field="payment_days"))
    elif payment_days is not None and payment_days > STANDARD_PAYMENT_DAYS and not payment_reason:
        faults.append(
            Refusal(
                f"Give a reason for a term longer than {STANDARD_PAYMENT_DAYS} days: it is "
                "published with each tender.",
                field="payment_reason",
            )
        )
    return faults


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
