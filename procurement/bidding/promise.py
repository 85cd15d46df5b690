"""To what does a promise belong: to a lot, or to the bid as a whole, and then kept once?

Each lot is awarded by itself (Procurement Act 2023, s18). So who bids for several says for
each lot how much it promises there: that scores in the lot, and stands in its contract. A
promise that names no lot is one of the bid as a whole. Whichever lot the bid wins, its buyer is
owed all of it, so it scores in each lot, judged as if won alone (s19); it is owed once, by the
first contract, however many lots are won.
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

Lot = TypeVar("Lot", bound=Hashable)
NOTHING = Decimal(0)


def promised_for(lot: Lot, whole: Decimal, by_lot: Mapping[Lot, Decimal]) -> Decimal:
    """How much a bid promises, were it to win this lot."""
    return by_lot.get(lot, NOTHING) if by_lot else whole


def owed_in_contract(
    lot: Lot, whole: Decimal, by_lot: Mapping[Lot, Decimal], *, is_first: bool
) -> Decimal:
    """How much of it stands in the contract of this lot; ``is_first`` of those of the bid."""
    return promised_for(lot, whole, by_lot) if by_lot or is_first else NOTHING
