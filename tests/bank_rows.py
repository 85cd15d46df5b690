"""A question and a set of clauses that an organisation keeps, for what a test takes as given."""

from decimal import Decimal
from typing import Any

from marketplace.engine.access import Actor
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import bank_questions, clause_sets
from marketplace.tendering.models.banks import BankQuestion, ClauseSet

QUESTION: dict[str, Any] = {
    "text": "How will you keep people safe?",
    "guidance": "Say who looks after it.",
    "word_limit": 250,
    "weight": Decimal(30),
    "minimum": 2,
    "scale_words": ["Nothing.", "Some.", "All."],
    "attachments": [],
}
CLAUSE: dict[str, Any] = {
    "text": "Paid work placements",
    "unit": "placements",
    "minimum": Decimal(1),
    "target": Decimal(4),
    "weight": Decimal(100),
    "quantity_share": Decimal(70),
    "proof": "Dates of each.",
}


def kept_question(buyer: Actor, organisation: Organisation, **terms: Any) -> BankQuestion:
    return bank_questions.add_bank_question(buyer, organisation.id, **{**QUESTION, **terms})


def kept_set(buyer: Actor, organisation: Organisation, *, name: str = "Local work") -> ClauseSet:
    return clause_sets.add_clause_set(buyer, organisation.id, name=name, clauses=[CLAUSE])
