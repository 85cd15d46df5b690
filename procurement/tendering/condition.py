"""May a buyer ask this of whoever wants to take part?

Procurement Act 2023, s22: a condition of participation is a proportionate means of making sure
that suppliers have the legal and financial capacity, or the technical ability, to perform the
contract. Words are looked at with caution: what was found is said, with wording that would do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Authority, Regime, RegimeFacts, may_shortlist, regime_of


class ConditionKind(StrEnum):
    """What a condition makes sure of (s22(1))."""

    LEGAL_FINANCIAL = "legal_financial"
    TECHNICAL = "technical"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]

    @property
    def released_as(self) -> str:
        """What OCDS calls it, among the types of selection criteria."""
        return "technical" if self is ConditionKind.TECHNICAL else "economic"


_IN_WORDS = {
    ConditionKind.LEGAL_FINANCIAL: "Legal and financial capacity",
    ConditionKind.TECHNICAL: "Technical ability",
}


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """One condition in words, and what shows that it is met; ``kind`` is None where left open."""

    kind: ConditionKind | None
    text: str
    shown_by: str


_AUDITED = re.compile(
    r"\baudited\b[^.;]{0,40}\b(?:accounts|financial statements)\b|\baccounts\b[^.;]{0,20}\baudited\b",
    re.IGNORECASE,
)
_BY_LAW = re.compile(r"\b(?:law|legally|Companies Act)\b", re.IGNORECASE)

_INSURED = re.compile(
    r"\b(?:hold|holds|holding|have|has|having|carry|carries|current|existing|already|proof of|"
    r"evidence of|certificates? of|copy of|in place|in force)\b[^.;]{0,60}?\b(?:insurance|insured|"
    r"indemnity)\b|\binsurance\b[^.;]{0,40}\b(?:in place|in force|certificates?|policy|held)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:award|awarded|awards|will|would|undertakes?|promises?|commits?|agrees?|able to|"
    r"before the (?:contract|work)|when the (?:contract|work)|(?:contract|work) (?:begins|starts))\b",
    re.IGNORECASE,
)

_WORD = r"(?!(?:Local|Public)\b)(?-i:[A-Z])[\w’'-]*\s+(?:(?:and|of|the|for)\s+)?"
_BODY = r"(?-i:Council|Borough|Trust|University|Authority|Hospitals?|Association)\b"
_EARLIER = re.compile(
    r"\b(?:contracts?|worked|experience)\b[^.;]{0,60}?\b(?:with|for|by)\s+(?:(?:us|this (?:council|"
    r"trust|authority|university|association|buyer))\b"
    rf"|(?:the\s+(?:{_WORD}){{0,5}}|(?:{_WORD}){{1,5}}){_BODY})",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:another|other|similar|such as|or any|a comparable|comparable|any)\b", re.IGNORECASE
)

_NAMED = re.compile(
    r"\b(?:ISO(?:/IEC)?\s?\d+|BS(?:\sEN)?(?:\sISO)?\s?\d+|EN\s?\d{3,}|PAS\s?\d+|NVQ|SVQ|BTEC|"
    r"HNC|HND|GCSEs?|City\s(?:and|&)\sGuilds|CHAS|SafeContractor|Constructionline|SMAS|"
    r"Cyber\sEssentials|CSCS|NEBOSH|IOSH|degree|diploma|qualifications?|qualified|accredited|"
    r"accreditation|chartered)\b"
)
_EQUIVALENT = re.compile(r"\bequivalents?\b|\bequal\b", re.IGNORECASE)


def may_have_conditions(facts: RegimeFacts) -> bool:
    """Below the threshold no public buyer has any, except of large works (s85)."""
    is_public = facts.authority is not Authority.NOT_PUBLIC
    return not is_public or not _is_below(facts) or may_shortlist(facts)


def condition_faults(conditions: Sequence[ConditionFacts], facts: RegimeFacts) -> list[Refusal]:
    """A Refusal for each thing that may not be asked like this; fields are ``conditions`` and
    ``conditions-0-text``. A private buyer may ask what it likes, in words.
    """
    faults = [fault for place, one in enumerate(conditions) for fault in _words_owed(one, place)]
    if facts.authority is Authority.NOT_PUBLIC:
        return faults
    if conditions and not may_have_conditions(facts):
        faults.append(
            Refusal(
                "Below the threshold nobody may be kept from bidding by an assessment of whether "
                "they are suitable, except from large works (Procurement Act 2023, s85). Take the "
                "conditions out: ask for it in a question, or as a term of the contract.",
                field="conditions",
            )
        )
    return faults + [
        fault for place, one in enumerate(conditions) for fault in _disproportionate(one, place)
    ]


def _is_below(facts: RegimeFacts) -> bool:
    try:
        return regime_of(facts) is Regime.BELOW
    except Refusal:  # said where the estimate and the subject are judged
        return False


def _words_owed(one: ConditionFacts, place: int) -> list[Refusal]:
    owed = [
        (one.kind is not None, "Say what it is about: capacity, or ability.", "kind"),
        (bool(one.text.strip()), "Say what the bidder must have or be.", "text"),
        (
            bool(one.shown_by.strip()),
            "Say what shows it, so that bidders can prepare it.",
            "shown_by",
        ),
    ]
    return [
        Refusal(f"Condition {place + 1}: {sentence}", field=f"conditions-{place}-{name}")
        for holds, sentence, name in owed
        if not holds
    ]


def _disproportionate(one: ConditionFacts, place: int) -> list[Refusal]:
    both = f"{one.text}\n{one.shown_by}"
    return [
        Refusal(
            f"Condition {place + 1}: it says “{found[0]}”{sentence.format(found=found[0])}",
            field=f"conditions-{place}-{name}",
        )
        for name in ("text", "shown_by")
        for pattern, excuses, sentence in _NOT_ASKED
        if (found := pattern.search(getattr(one, name)))
        and not any(
            excuse.search(both if excuse is _EQUIVALENT else getattr(one, name))
            for excuse in excuses
        )
    ]


_NOT_ASKED = (
    (
        _AUDITED,
        (_BY_LAW,),
        ". Audited accounts may be asked only of those who must have them by law (Procurement Act "
        "2023, s22). You could write: the latest accounts, audited only where the law requires "
        "that of the supplier.",
    ),
    (
        _INSURED,
        (_LATER, _BY_LAW),
        ". Insurance for the contract need not be in place before the award (Procurement Act 2023, "
        "s22). You could write: will have public liability insurance of £5 million from the day "
        "the contract begins.",
    ),
    (
        _EARLIER,
        (_OTHERS,),
        ". An earlier contract with a particular authority may not be asked for (Procurement Act "
        "2023, s22). You could write: has done work of this kind for any customer in the last "
        "three years.",
    ),
    (
        _NAMED,
        (_EQUIVALENT,),
        " and takes nothing else. A qualification or a standard may be named only if what is equal "
        "to it is taken as well (Procurement Act 2023, s22). You could write: {found}, or "
        "equivalent.",
    ),
)
"""What may not be asked for, by words; the words that excuse it, of which “or equivalent” may stand
in what shows it; and what is said."""
