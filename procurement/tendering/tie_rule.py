"""What decides where two bids come out equal? Chosen by the buyer and published with the tender.

Procurement Act 2023, s23: the assessment methodology is published, and so is what parts bids that
it leaves level. No rule is chosen for a buyer.
"""

from enum import StrEnum


class TieRule(StrEnum):
    """Each ends in a draw by chance, for bids that are level in everything before it."""

    QUALITY_FIRST = "quality_first"
    SOCIAL_VALUE_FIRST = "social_value_first"
    PRICE_FIRST = "price_first"
    DRAW = "draw"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_DRAW = "a draw by chance, in the presence of two people, which is recorded"

_IN_WORDS = {
    TieRule.QUALITY_FIRST: (
        "The higher score for quality comes first; then the higher score for social value; then the "
        f"lower price; then {_DRAW}"
    ),
    TieRule.SOCIAL_VALUE_FIRST: (
        "The higher score for social value comes first; then the higher score for quality; then the "
        f"lower price; then {_DRAW}"
    ),
    TieRule.PRICE_FIRST: (
        "The lower price comes first; then the higher score for quality; then the higher score for "
        f"social value; then {_DRAW}"
    ),
    TieRule.DRAW: f"Nothing but {_DRAW}",
}
