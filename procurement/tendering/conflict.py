"""Has every person who influences this procurement declared their interests, and what follows?

Procurement Act 2023, ss81 to 83: identify conflicts of interest, keep them under
review, mitigate them; assess them before the tender or transparency notice, and
confirm the assessment in each relevant notice. Before the bids are open nobody knows
the bidders, so everybody who decides declares again afterwards.
"""

from collections.abc import Collection, Hashable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any

CONFIRMED_IN = ("UK4", "UK5", "UK7", "UK10")
"""The notices that confirm that the assessment was made and is up to date (s83)."""


class Interest(StrEnum):
    """The Act counts personal, professional and financial interests, direct or indirect."""

    NONE = "none"
    PERCEIVED = "perceived"
    """None, but a reasonable person might think so: recorded, with what was done (s83(3))."""
    PERSONAL = "personal"
    PROFESSIONAL = "professional"
    FINANCIAL = "financial"
    UNSORTED = "unsorted"
    """Declared when its kind was not asked for; nobody declares so any more."""


INTEREST_IN_WORDS = {
    Interest.NONE: "No interest",
    Interest.PERCEIVED: "No interest, but somebody might think that there is one",
    Interest.PERSONAL: "A personal interest: family, friends, membership",
    Interest.PROFESSIONAL: "A professional interest: work now or before, advice, another office",
    Interest.FINANCIAL: "A financial interest: shares, a loan, a payment, property",
    Interest.UNSORTED: "An interest, declared when its kind was not asked for",
}

ASKED_FOR = tuple(interest for interest in Interest if interest is not Interest.UNSORTED)
"""What somebody may declare now."""


class Mitigation(StrEnum):
    """How a declared interest is dealt with; what is chosen is kept to (s82)."""

    DOES_NOT_SCORE = "does_not_score"
    OBSERVED = "observed"
    LEAVES = "leaves"
    NO_EFFECT = "no_effect"


MITIGATION_IN_WORDS = {
    Mitigation.DOES_NOT_SCORE: "Does not read or score the bid of one bidder, nor agree on it",
    Mitigation.OBSERVED: "Is observed by a colleague",
    Mitigation.LEAVES: "Takes no further part",
    Mitigation.NO_EFFECT: "Cannot influence the decision: the reason is below",
}


_LEFT = "You take no further part in this procurement, because of an interest you declared."


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one person declared last for one procurement; ``person_id`` never a name."""

    person_id: Hashable
    interest: Interest
    about: str = ""
    mitigation: Mitigation | None = None
    declared_at: datetime | None = None

    @property
    def is_held_up(self) -> bool:
        """An interest was declared, and nobody has recorded how it is dealt with."""
        return self.interest is not Interest.NONE and self.mitigation is None


def assessment_faults(
    people: Sequence[Hashable], declarations: Sequence[Declaration]
) -> list[Refusal]:
    """A sentence for each gap of a conflicts assessment, which is owed before the notice (s83).

    ``people`` are the ids of all who influence a decision (s81), evaluators and advisers
    among them.
    """
    declared = {declaration.person_id for declaration in declarations}
    missing = sum(person not in declared for person in people)
    faults = []
    if missing:
        what = "person has" if missing == 1 else "people have"
        faults.append(Refusal(f"{missing} {what} not declared their interests yet."))
    for declaration in declarations:
        if declaration.person_id in people and declaration.mitigation is Mitigation.LEAVES:
            faults.append(Refusal(_LEFT))
        if declaration.interest is Interest.NONE:
            continue
        if not declaration.about.strip() or declaration.mitigation is None:
            faults.append(
                Refusal(
                    f"A {declaration.interest} interest was declared: record what it is and what is done."
                )
            )
    return faults


def before_assessing(own: Set[object], behind: Set[object]) -> None:
    """Refuses whoever belongs to an organisation behind one of the bids (s81).

    ``own`` and ``behind`` hold ids of organisations: the person's, and the bidders'.
    """
    if own & behind:
        raise Refusal(
            "You belong to an organisation that is part of a bid for this tender, so somebody "
            "else must do this."
        )


def before_bidding(*, is_of_buyer: bool, field: str | None = None) -> None:
    """Refuses whoever buys or assesses bids for the buyer of the tender (s81)."""
    if is_of_buyer:
        raise Refusal(
            "You buy or assess bids for the organisation whose tender this is, so you cannot bid "
            "for it as well. Ask a colleague to do it.",
            field=field,
        )


def is_owed(declaration: Declaration | None, opened_at: datetime | None) -> bool:
    """Whether a person still has to declare: not yet, or not since the bidders are known."""
    if declaration is None or declaration.declared_at is None:
        return True
    return opened_at is not None and declaration.declared_at < opened_at


def before_taking_part(declaration: Declaration | None, opened_at: datetime | None) -> None:
    """Refuses whoever has not declared since the bidders are known, is held up, or has left."""
    _before_returning(declaration)
    if is_owed(declaration, opened_at):
        raise Refusal(
            "Declare your interests, or that you have none, before you take part."
            if declaration is None
            else "The bidders are known now. Declare your interests again, or that you have none."
        )
    if declaration is not None and declaration.is_held_up:
        raise Refusal(
            "You declared an interest. A colleague who buys must record how it is dealt with "
            "before you go on."
        )


def is_recused(bidder: Hashable | None, behind: Collection[Hashable]) -> bool:
    """Is a bid not to be scored by who does not score this bidder? As lead or member alike."""
    return bidder is not None and bidder in behind


def before_judging(*, is_recused: bool) -> None:
    """Refuses whoever does not score this bid, because of a declared interest."""
    if is_recused:
        raise Refusal(
            "Because of an interest you declared you do not score this bid, nor read it or agree on it."
        )


def _before_returning(last: Declaration | None) -> None:
    if last is not None and last.mitigation is Mitigation.LEAVES:
        raise Refusal(_LEFT)


def before_declaring(interest: Interest, about: str, last: Declaration | None = None) -> None:
    """Refuses an interest that is not described (s83), and whoever takes no further part."""
    _before_returning(last)
    if interest not in ASKED_FOR:
        raise Refusal("Say of what kind the interest is.", field="interest")
    if interest is not Interest.NONE and not about.strip():
        raise Refusal("Say what the interest is.", field="about")


@dataclass(frozen=True, slots=True)
class MitigationFacts:
    """How an interest is to be dealt with, and by whom it was declared."""

    mitigation: Mitigation
    explained: str
    is_own: bool
    has_interest: bool
    has_bidder: bool
    has_observer: bool


def before_mitigating(facts: MitigationFacts) -> None:
    """Refuses to deal with one's own interest, with none, or without all that the choice needs."""
    if facts.is_own:
        raise Refusal("This is your own interest: a colleague must say how it is dealt with.")
    if not facts.has_interest:
        raise Refusal("This person declared no interest.")
    faults = []
    if facts.mitigation is Mitigation.DOES_NOT_SCORE and not facts.has_bidder:
        faults.append(
            Refusal("Choose whose bid: it can be chosen once the bids are open.", field="bid_id")
        )
    if facts.mitigation is Mitigation.OBSERVED and not facts.has_observer:
        faults.append(Refusal("Choose the colleague who observes.", field="observer_id"))
    if not facts.explained.strip():
        faults.append(Refusal("Say why this is enough.", field="explained"))
    refuse_if_any(faults)
