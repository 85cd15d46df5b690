"""Is this organisation a social enterprise, on what evidence, and until when?

A ladder of evidence, strongest first: a register that only such bodies are on,
the certificate of Social Enterprise UK, a reading of the governing document,
and the organisation's own word. The first three verify; the last only declares.
Evidence is good for at most a year, as members of Social Enterprise UK declare
anew each year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.organisations.organisation import Identifier, Scheme


class EvidenceKind(StrEnum):
    """The rungs of the ladder, strongest first."""

    CIC_REGISTER = "cic_register"
    CHARITY_REGISTER = "charity_register"
    SOCIETY_REGISTER = "society_register"
    SEUK_CERTIFICATE = "seuk_certificate"
    GOVERNING_DOCUMENT = "governing_document"
    SELF_DECLARED = "self_declared"

    @property
    def rung(self) -> int:
        """1 for a register, then 2, 3, and 4 for the organisation's own word."""
        return _RUNGS[self]

    @property
    def verifies(self) -> bool:
        return self is not EvidenceKind.SELF_DECLARED


_RUNGS = {
    EvidenceKind.CIC_REGISTER: 1,
    EvidenceKind.CHARITY_REGISTER: 1,
    EvidenceKind.SOCIETY_REGISTER: 1,
    EvidenceKind.SEUK_CERTIFICATE: 2,
    EvidenceKind.GOVERNING_DOCUMENT: 3,
    EvidenceKind.SELF_DECLARED: 4,
}
_REGISTERS = {
    EvidenceKind.CIC_REGISTER: frozenset({Scheme.COMPANY}),
    EvidenceKind.CHARITY_REGISTER: frozenset(
        {Scheme.CHARITY_ENGLAND_WALES, Scheme.CHARITY_SCOTLAND, Scheme.CHARITY_NORTHERN_IRELAND}
    ),
    # A society's number stands in both registers: IP… at Companies House.
    EvidenceKind.SOCIETY_REGISTER: frozenset({Scheme.MUTUAL, Scheme.COMPANY}),
}


class Criterion(StrEnum):
    """What Social Enterprise UK asks, in our own words."""

    MISSION = "A social or environmental mission stands in the governing document."
    TRADE = "More than half of income comes from trade, or will within two years."
    CONTROL = "It is controlled in the interest of the mission."
    PROFIT = "At least half of profit is reinvested in, or given to, the mission."
    OPENNESS = "It is open about how it works and what it achieves."


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence; ``expires_on`` is the last day it is good.

    ``reference`` names it: the certificate's number, or the document read.
    ``identifier`` is the register entry, and ``criteria`` what was found in the
    governing document, for the rungs that rest on them.
    """

    kind: EvidenceKind
    reference: str
    checked_on: date
    expires_on: date
    identifier: Identifier | None = None
    criteria: frozenset[Criterion] = frozenset()

    def is_good_on(self, day: date) -> bool:
        return self.checked_on <= day <= self.expires_on


@dataclass(frozen=True, slots=True)
class SocialEnterpriseStatus:
    """What is known of an organisation's status on one day."""

    evidence: Evidence | None

    @property
    def is_verified(self) -> bool:
        return self.evidence is not None and self.evidence.kind.verifies

    @property
    def word(self) -> str:
        """``verified``, ``self-declared`` or ``not known``."""
        if self.evidence is None:
            return "not known"
        return "verified" if self.is_verified else "self-declared"


def last_good_day(checked_on: date) -> date:
    """The last day on which evidence checked on a day can be good: a year later."""
    try:
        return checked_on.replace(year=checked_on.year + 1)
    except ValueError:
        return date(checked_on.year + 1, 2, 28)


def check_evidence(evidence: Evidence) -> None:
    """Refuses evidence that lacks what its rung rests on, with a sentence for each lack."""
    faults = []
    if not evidence.reference.strip():
        faults.append(Refusal("Name the evidence you looked at.", field="reference"))
    if evidence.expires_on < evidence.checked_on:
        faults.append(Refusal("The evidence ends before it was checked.", field="expires_on"))
    latest = last_good_day(evidence.checked_on)
    if evidence.expires_on > latest:
        sentence = f"Evidence is good for at most a year, here until {latest:%-d %B %Y}."
        faults.append(Refusal(sentence, field="expires_on"))
    faults += _rests_on(evidence)
    refuse_if_any(faults)


def _rests_on(evidence: Evidence) -> list[Refusal]:
    registers = _REGISTERS.get(evidence.kind)
    if registers is not None and (
        evidence.identifier is None or evidence.identifier.scheme not in registers
    ):
        names = " or ".join(sorted(scheme.register for scheme in registers))
        return [Refusal(f"Give the number in the register: {names}.", field="identifier")]
    missing = [criterion for criterion in Criterion if criterion not in evidence.criteria]
    if evidence.kind is EvidenceKind.GOVERNING_DOCUMENT and missing:
        return [Refusal(f"Not found in the document: {missing[0]}", field="criteria")]
    return []


def standing(evidence: Iterable[Evidence], day: date) -> SocialEnterpriseStatus:
    """The strongest evidence good on a day; of equal strength, the longest-lasting."""
    good = [piece for piece in evidence if piece.is_good_on(day)]
    if not good:
        return SocialEnterpriseStatus(None)
    return SocialEnterpriseStatus(min(good, key=lambda p: (p.kind.rung, -p.expires_on.toordinal())))
