"""What does a package ask to be promised, so much by a day, and how is it shown?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.ground.refusal import Refusal
from procurement.tendering.model_clauses import ModelClause

MOST_CLAUSES = 20
"""Of one package."""
_SHARES = ("%", "per cent", "percent")
"""How the unit of a promise begins that is a share."""


@dataclass(frozen=True, slots=True)
class AskedClause:
    """A promise that whoever is chosen makes with the contract."""

    text: str
    quantity: Decimal
    unit: str
    due_on: date
    proof: str
    """How it is shown, who confirms it, and what follows where it is not kept."""


def from_model(model: ModelClause, quantity: Decimal, due_on: date) -> AskedClause:
    """A clause of the model set, for so much by a day."""
    return AskedClause(model.text, quantity, model.unit, due_on, model.proof)


def clause_faults(clauses: Sequence[AskedClause], starts_on: date) -> list[Refusal]:
    """What makes a promise one that nobody could keep or judge; field ``clauses``."""
    faults = []
    for clause in clauses:
        named = f"“{clause.text.strip()}”" if clause.text.strip() else "A promise"
        if not (clause.text.strip() and clause.unit.strip()):
            sentence = f"{named} needs words, and what it is counted in, such as apprentices."
            faults.append(Refusal(sentence, field="clauses"))
        if clause.quantity <= 0:
            faults.append(Refusal(f"{named} needs a quantity above 0.", field="clauses"))
        if clause.quantity > 100 and clause.unit.strip().lower().startswith(_SHARES):
            sentence = f"{named} is a share of something: ask for 100% of it at most."
            faults.append(Refusal(sentence, field="clauses"))
        if clause.due_on < starts_on:
            faults.append(Refusal(f"{named} is due before the work begins.", field="clauses"))
        if not clause.proof.strip():
            sentence = (
                f"Say how {named} is shown, who confirms it, and what follows if it is not kept."
            )
            faults.append(Refusal(sentence, field="clauses"))
    if len(clauses) > MOST_CLAUSES:
        faults.append(Refusal(f"Ask for {MOST_CLAUSES} promises at most.", field="clauses"))
    return faults
