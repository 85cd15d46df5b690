"""What is offered for a package, round by round, by one enterprise or by several together?"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from procurement.bidding.consortium import share_faults
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.packages.package import largest_faults


class OfferState(StrEnum):
    """A draft is its own side's alone."""

    DRAFT = "draft"
    MADE = "made"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"


OFFER: Transitions[OfferState] = Transitions(
    "offer",
    {
        "make": ({OfferState.DRAFT, OfferState.MADE, OfferState.WITHDRAWN}, OfferState.MADE),
        "choose": ({OfferState.MADE}, OfferState.CHOSEN),
        "leave out": ({OfferState.MADE}, OfferState.NOT_CHOSEN),
        "withdraw": ({OfferState.MADE}, OfferState.WITHDRAWN),
        "stand again": ({OfferState.CHOSEN, OfferState.NOT_CHOSEN}, OfferState.MADE),
    },
)
"""``make`` again replaces a sealed one, or is the next round of a negotiation. ``stand again`` follows
where the choice is taken back."""


class Side(StrEnum):
    """Whose words a round is."""

    ENTERPRISE = "enterprise"
    POSTER = "poster"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one side proposes: a price without VAT, words, and the days of the work, both included."""

    price: Money
    words: str
    starts_on: date
    ends_on: date
    for_group: UUID | None = None
    """The group that the enterprise hosts, and offers for; None: for itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """One enterprise of several: its work, and its share of the price in per cent."""

    enterprise: Hashable
    name: str
    work: str
    share: Decimal
    has_accepted: bool = False

    @property
    def is_said(self) -> bool:
        """Whether its lead has said what it does for which share."""
        return bool(self.work.strip()) and self.share > 0


def check_terms(terms: Terms) -> None:
    """Refuses a price of nothing, no words, and work that ends before it starts."""
    faults = []
    if terms.price <= Money(0):
        faults.append(Refusal("The price must be more than £0.", field="price"))
    faults += largest_faults(terms.price, "price")
    if not terms.words.strip():
        faults.append(Refusal("Say how you would do the work.", field="words"))
    if terms.ends_on < terms.starts_on:
        faults.append(Refusal("The work ends before it starts.", field="ends_on"))
    refuse_if_any(faults)


def check_parts(parts: Sequence[Part]) -> None:
    """Refuses parts that do not make a whole; fields ``share``, ``work-<enterprise>``.

    Each is named once, says what it does, and has a share above 0; together exactly 100%.
    """
    faults = [
        Refusal(f"Say what {part.name} will do.", field=f"work-{part.enterprise}")
        for part in parts
        if not part.work.strip()
    ]
    refuse_if_any(faults + share_faults([part.share for part in parts]))


def before_making(parts: Sequence[Part]) -> None:
    """Refuses while a member has not accepted price and part; an enterprise alone has none."""
    if not parts:
        return
    if len(parts) < 2:
        raise Refusal("An offer together has at least two members.", field="members")
    check_parts(parts)
    waiting = [part.name for part in parts if not part.has_accepted]
    if waiting:
        raise Refusal(
            f"Not everyone has accepted price and part yet: {', '.join(waiting)}.", field="members"
        )


def is_same_deal(one: Terms, other: Terms) -> bool:
    """Whether two have the same price and days, whatever is said beside them."""
    return (one.price, one.starts_on, one.ends_on) == (other.price, other.starts_on, other.ends_on)


def is_same_offer(one: Terms, other: Terms) -> bool:
    """Whether two say the same, but for space around the words."""
    return (
        is_same_deal(one, other)
        and one.for_group == other.for_group
        and one.words.strip() == other.words.strip()
    )


def check_turn(last: Side, side: Side) -> None:
    """Refuses to accept one's own words: a side accepts what the other has said last."""
    if last is side:
        raise Refusal("The last words are your own. The other side accepts them, or answers.")
