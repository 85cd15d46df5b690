"""Has every person who influences this procurement declared their interests, and what follows?

Procurement Act 2023, ss81 to 83: identify conflicts of interest, keep them under
review, mitigate them; assess them before the tender or transparency notice, and
confirm the assessment in each relevant notice. When an evaluator may score:
``moderation.before_scoring``.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one person declared for one procurement; ``person_id`` never a name."""

    person_id: str
    interest: Interest
    about: str = ""
    mitigation: str = ""


def check_declarations(people: Sequence[str], declarations: Sequence[Declaration]) -> None:
    """Refuses a conflicts assessment with a gap, a sentence for each; owed before the notice.

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
        if declaration.interest is Interest.NONE:
            continue
        if not declaration.about.strip() or not declaration.mitigation.strip():
            faults.append(
                Refusal(
                    f"A {declaration.interest} interest was declared: record what it is and what is done.",
                    field=declaration.person_id,
                )
            )
    refuse_if_any(faults)


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


def before_declaring(*, has_interest: bool, about: str) -> None:
    """Refuses an interest that is declared and not described (s83)."""
    if has_interest and not about.strip():
        raise Refusal("Say what the interest is.", field="declaration")


def before_mitigating(*, is_own: bool, has_interest: bool, mitigation: str) -> None:
    """Refuses to deal with one's own interest, with none, or without saying how (s82)."""
    if is_own:
        raise Refusal("This is your own interest: a colleague must say how it is dealt with.")
    if not has_interest:
        raise Refusal("This evaluator declared no interest.")
    if not mitigation.strip():
        raise Refusal("Say how the interest is dealt with.", field="mitigation")
