"""Which clauses may a housing development begin with, each with how it is shown and what follows?

A set in this project's own words, not of law: each says what is measured, by what it is shown, who
confirms it, and what follows where it is not kept. Whoever picks one edits it.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

PLANNING_QUESTIONS = (
    "Is it needed to make the development acceptable in planning terms, does it relate directly to "
    "the development, and is it fair in scale and kind?",
    "May it ask for local or for social enterprises, or only for a plan that says how they can "
    "take part?",
    "Who would enforce it, and against whom once the land is sold?",
)
"""Whether a planning obligation may hold a clause is for the authority's lawyer: questions, no
answer."""


@dataclass(frozen=True, slots=True)
class ModelClause:
    """``target`` is a starting point for a development of about a hundred homes: adapt it."""

    slug: str
    text: str
    unit: str
    target: Decimal
    evidence: str
    confirmer: str
    remedy: str

    @property
    def proof(self) -> str:
        """How it is shown, who confirms it and what follows, as paragraphs to be edited."""
        return (
            f"Shown by: {self.evidence}.\n\nConfirmed by: {self.confirmer}.\n\n"
            f"If it is not kept: {self.remedy}."
        )


@cache
def model_clauses() -> tuple[ModelClause, ...]:
    """The set, in its order."""
    text = files("procurement").joinpath("data/model_clauses.csv").read_text("utf-8")
    return tuple(
        ModelClause(
            row["slug"],
            row["text"],
            row["unit"],
            Decimal(row["target"]),
            row["evidence"],
            row["confirmer"],
            row["remedy"],
        )
        for row in csv.DictReader(text.splitlines())
    )
