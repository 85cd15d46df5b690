"""On which ground may a bid be set aside, and when may it be taken in again?

Procurement Act 2023, s19(3): it must be where a condition of participation is not
met, and may be for an abnormally low price or a breach of the procedure; ss26 to
28 for suppliers that are excluded.
"""

from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any


class DisregardGround(StrEnum):
    CONDITIONS = "conditions"
    PROCEDURE = "procedure"
    EXCLUSION = "exclusion"
    ABNORMALLY_LOW = "abnormally_low"

    @property
    def in_words(self) -> str:
        return GROUND_IN_WORDS[self]


GROUND_IN_WORDS = {
    DisregardGround.CONDITIONS: "A condition of participation is not met",
    DisregardGround.PROCEDURE: "It breaks a procedural requirement of the tender",
    DisregardGround.EXCLUSION: "The supplier, or one it relies on, is excluded",
    DisregardGround.ABNORMALLY_LOW: "Its price is abnormally low",
}


def before_disregarding(
    ground: DisregardGround, reason: str, *, is_decided_apart: bool = False
) -> None:
    """Refuses a bid that is set aside without a reason, or for its price without having asked.

    ``is_decided_apart``: what the ground is about is decided of this bid one by one, with the
    chance to replace that may belong to it.
    """
    faults = []
    if is_decided_apart:
        faults.append(
            Refusal(
                "Decide on this bid’s conditions and assurances, on their own page: it is then set "
                "aside for what is decided there.",
                field="ground",
            )
        )
    if ground is DisregardGround.ABNORMALLY_LOW:
        faults.append(
            Refusal(
                "Ask the supplier about its price first: a bid is disregarded for it only after "
                "the supplier had time to explain (Procurement Act 2023, s19(4)).",
                field="ground",
            )
        )
    if not reason.strip():
        faults.append(Refusal("Give the reason: the supplier is told it.", field="reason"))
    refuse_if_any(faults)


def before_reinstating(*, is_set_aside: bool, reason: str, is_decided_apart: bool = False) -> None:
    """Refuses to take in a bid that is not set aside, or without saying why (s98)."""
    if not is_set_aside:
        raise Refusal("This bid is not set aside.")
    if is_decided_apart:
        raise Refusal(
            "This bid is set aside for what was decided about its conditions and assurances. "
            "Change the decision there: the bid then counts again."
        )
    if not reason.strip():
        raise Refusal("Say why the bid counts again.", field="reason")
