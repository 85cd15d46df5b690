"""What must a buyer say for the tender notice that no other part of a draft says?

Procurement Regulations 2024, reg 18 (open procedure) and reg 24 (below the threshold);
Procurement Act 2023, s17 (market engagement, or why there was none).
"""

from dataclasses import dataclass
from enum import StrEnum

from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class Agreements(StrEnum):
    """Which agreements with other countries cover a procurement (Schedule 9)."""

    NONE = "none"
    GPA = "gpa"
    CPTPP = "cptpp"
    BOTH = "both"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_IN_WORDS = {
    Agreements.NONE: "Neither the GPA nor the CPTPP",
    Agreements.GPA: "The GPA",
    Agreements.CPTPP: "The CPTPP",
    Agreements.BOTH: "The GPA and the CPTPP",
}


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """What is said for the notice alone; None or empty where it is not said yet."""

    suits_sme: bool | None
    suits_vcse: bool | None
    risks: str | None
    after_expiry: str | None
    engagement: str | None
    agreements: Agreements | None


_ASKED = {
    "risks": "Say which risks to the contract are known, or that none is.",
    "after_expiry": "Say whether the need goes on after the contract ends.",
    "engagement": "Say how suppliers were asked beforehand, or why not (s17).",
    "agreements": "Say which agreements cover it.",
}


def notice_term_faults(terms: NoticeTerms, regime: Regime) -> list[Refusal]:
    """A Refusal for each thing that the notice must say and nobody has said; none for a private
    buyer. Below the threshold only the kinds of enterprise are asked for."""
    if regime is Regime.PRIVATE:
        return []
    faults = [
        Refusal(f"Say whether the contract suits {whom}.", field=field)
        for field, whom in (
            ("suits_sme", "small and medium-sized enterprises"),
            ("suits_vcse", "voluntary, community and social enterprises"),
        )
        if getattr(terms, field) is None
    ]
    if regime is Regime.BELOW:
        return faults
    return faults + [
        Refusal(sentence, field=field)
        for field, sentence in _ASKED.items()
        if not (getattr(terms, field) or "").strip()
    ]
