"""When may a procurement, or one lot of it, end without a contract, and which notice says so?

Procurement Act 2023, s55: an authority that has published a tender notice and decides not to award
publishes a procurement termination notice (UK12) as soon as it can. A lot that ends while others are
still to be awarded is named in the contract award notice instead (reg 27: ceased lots).
"""

from collections.abc import Collection

from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState


def before_ending_lot(*, is_opened: bool) -> None:
    """Refuses to end one lot while bids are sealed: they may hold a price for it."""
    if not is_opened:
        raise Refusal(
            "While bids are sealed every lot stands, because a bid may hold a price for it. End the "
            "lot once the bids are open, or end the whole procurement now."
        )


def before_ending(signed: Collection[int]) -> None:
    """Refuses to end a whole procurement of which a lot has its contract; ``signed`` holds the
    numbers of these lots."""
    if signed:
        lots = ", ".join(str(number) for number in sorted(signed))
        plural = "lot" if len(signed) == 1 else "lots"
        raise Refusal(
            f"The contract for {plural} {lots} is signed, so the procurement did not end without "
            "one. End each lot that has no contract by itself, on the page of the awards."
        )


def ends_all(others: Collection[LotState]) -> bool:
    """Does the whole procurement end with a lot? Where none of the others stands any more."""
    return all(state is LotState.CANCELLED for state in others)


def owes_end_notice(*, is_last: bool, is_award_published: bool) -> bool:
    """Does the end of one lot owe a notice of its own? Where no other lot stands any more, and where
    the contract award notice has said the opposite (s55)."""
    return is_last or is_award_published
