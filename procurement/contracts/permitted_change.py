"""Which changes does Schedule 8 permit although they are substantial, and what must be said?

Procurement Act 2023, s74(1)(a) and Schedule 8 (legislation.gov.uk, read 30 November 2026).
What the authority must consider or show is asked for in words; what can be counted is checked.
"""

from enum import StrEnum

from procurement.contracts.contract_change import ContractChange
from procurement.ground.refusal import Refusal


class PermittedGround(StrEnum):
    """The grounds for a contract that is no defence contract and keeps its supplier."""

    PROVIDED_FOR = "provided_for"
    URGENCY = "urgency"
    UNFORESEEN = "unforeseen"
    KNOWN_RISK = "known_risk"
    ADDITIONAL = "additional"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]

    @property
    def to_say(self) -> str:
        """What the reason must show."""
        return _TO_SAY[self]


_IN_WORDS = {
    PermittedGround.PROVIDED_FOR: "The contract and its tender notice provide for it (paragraph 1)",
    PermittedGround.URGENCY: "Extreme urgency, or to protect life (paragraphs 2 and 3)",
    PermittedGround.UNFORESEEN: "What nobody could reasonably foresee (paragraph 4)",
    PermittedGround.KNOWN_RISK: "A risk that the tender notice named has come about "
    "(paragraphs 5 to 7)",
    PermittedGround.ADDITIONAL: "More goods, services or works of the same supplier (paragraph 8)",
}

_TO_SAY = {
    PermittedGround.PROVIDED_FOR: "Name the place in the contract and in the tender notice that "
    "says so without doubt, and why the contract stays of the same nature.",
    PermittedGround.URGENCY: "Say why it cannot wait for a competition, or whose life is at risk.",
    PermittedGround.UNFORESEEN: "Say what happened, why it could not reasonably be foreseen before "
    "the award, and why the contract stays of the same nature.",
    PermittedGround.KNOWN_RISK: "Say which risk came about, that neither side caused it, why the "
    "contract cannot be fulfilled as it stands, and why a change is in the public interest.",
    PermittedGround.ADDITIONAL: "Say why another supplier would bring something different or "
    "incompatible, at what disproportionate difficulty, and what more it would cost.",
}

MOST_MORE = 50
"""Per cent by which the value may grow on a capped ground."""

_CAPPED = (PermittedGround.UNFORESEEN, PermittedGround.KNOWN_RISK, PermittedGround.ADDITIONAL)


def ground_faults(
    ground: PermittedGround, why: str, change: ContractChange, *, options: str, risks: str
) -> list[Refusal]:
    """A Refusal for each reason why the ground does not hold; fields ``ground`` and ``ground_why``.

    ``options`` and ``risks`` are what the tender notice said of them.
    """
    faults = []
    if not why.strip():
        faults.append(Refusal(ground.to_say, field="ground_why"))
    grown = change.value_after.pence - change.value_before.pence
    if ground in _CAPPED and grown * 100 > MOST_MORE * change.value_before.pence:
        faults.append(
            Refusal(
                f"On this ground the value may grow by at most {MOST_MORE} per cent (Schedule 8). "
                "More than that needs another ground or a new competition.",
                field="ground",
            )
        )
    said = {PermittedGround.PROVIDED_FOR: options, PermittedGround.KNOWN_RISK: risks}
    if not said.get(ground, "said").strip():
        faults.append(
            Refusal(
                "The tender notice says nothing of that kind, so this ground does not hold "
                "(Schedule 8).",
                field="ground",
            )
        )
    return faults
