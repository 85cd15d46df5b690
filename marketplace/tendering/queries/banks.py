"""Which questions and sets of clauses does an organisation keep for its next tenders?"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.tendering.models.banks import (
    BankQuestion,
    ClauseSet,
    SetClause,
    bank_questions_visible_to,
    clause_sets_visible_to,
)

Kept = TypeVar("Kept", BankQuestion, ClauseSet)

PAGE = 20
"""How many stand on one page."""

Clauses = Mapping[UUID, Sequence[SetClause]]


def bank_question_by_id(actor: Actor, question_id: UUID) -> Select[BankQuestion]:
    return bank_questions_visible_to(actor).where(BankQuestion.id == question_id)


def clause_set_by_id(actor: Actor, set_id: UUID) -> Select[ClauseSet]:
    return clause_sets_visible_to(actor).where(ClauseSet.id == set_id)


def questions_kept(
    organisation_id: UUID, text: str, beside: Beside, *, retired: bool = False
) -> Stretch[tuple[BankQuestion]]:
    """Those of an organisation that hold these words, the newest first."""
    words: ColumnElement[bool] = or_(
        *(
            column.icontains(text, autoescape=True)
            for column in (BankQuestion.text, BankQuestion.guidance)
        )
    )
    kept = select(BankQuestion).where(BankQuestion.organisation_id == organisation_id, words)
    kept = _standing(kept, BankQuestion, retired=retired)
    return stretch_of(kept, (BankQuestion.id,), beside, descending=True, size=PAGE)


def sets_kept(
    organisation_id: UUID, text: str, beside: Beside, *, retired: bool = False
) -> Stretch[tuple[ClauseSet]]:
    """Those of an organisation that hold these words, in their name or a clause, the newest first."""
    of_words = select(SetClause.set_id).where(SetClause.text.icontains(text, autoescape=True))
    words = or_(ClauseSet.name.icontains(text, autoescape=True), ClauseSet.id.in_(of_words))
    kept = select(ClauseSet).where(ClauseSet.organisation_id == organisation_id, words)
    kept = _standing(kept, ClauseSet, retired=retired)
    return stretch_of(kept, (ClauseSet.id,), beside, descending=True, size=PAGE)


def _standing(kept: Select[Kept], of: type[Kept], *, retired: bool) -> Select[Kept]:
    return kept.where(of.retired_at.is_not(None) if retired else of.retired_at.is_(None))


def clauses_of(sets: Collection[ClauseSet]) -> Clauses:
    """The clauses of each set in their order; one query."""
    found: dict[UUID, list[SetClause]] = {}
    for row in session.scalars(
        select(SetClause)
        .where(SetClause.set_id.in_([one.id for one in sets]))
        .order_by(SetClause.set_id, SetClause.number)
    ):
        found.setdefault(row.set_id, []).append(row)
    return found
