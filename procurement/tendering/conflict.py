"""Has every person who influences this procurement declared their interests, and what follows?

Procurement Act 2023, ss81 to 83: identify conflicts of interest, keep them under
review, mitigate them; assess them before the tender or transparency notice, and
confirm the assessment in each relevant notice.
"""

from collections.abc import Sequence
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
    is_mitigated: bool = False
    """The buyer has decided that the mitigation is enough."""


def may_evaluate(declaration: Declaration | None) -> None:
    """Refuses an evaluator who has not declared, or whose conflict is not mitigated."""
    if declaration is None:
        raise Refusal("Declare your interests first, even if you have none.")
    if declaration.interest is Interest.NONE or declaration.is_mitigated:
        return
    raise Refusal(
        "You declared an interest. Until the buyer has decided how to deal with it, "
        "you cannot see or score bids."
    )


def assessed(people: Sequence[str], declarations: Sequence[Declaration]) -> None:
    """Refuses a conflicts assessment with a gap, a sentence for each; owed before the notice.

    ``people`` are the ids of all who influence a decision (s81), evaluators and advisers
    among them.
    """
    declared = {one.person_id for one in declarations}
    missing = sum(person not in declared for person in people)
    faults = []
    if missing:
        what = "person has" if missing == 1 else "people have"
        faults.append(Refusal(f"{missing} {what} not declared their interests yet."))
    for one in declarations:
        if one.interest is Interest.NONE:
            continue
        if not one.about.strip() or not one.mitigation.strip():
            faults.append(
                Refusal(
                    f"A {one.interest} interest was declared: record what it is and what is done.",
                    field=one.person_id,
                )
            )
    refuse_if_any(faults)
