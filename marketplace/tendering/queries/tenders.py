"""Of what parts is a tender, and which versions of it were published?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Clause, Lot, Question, TenderVersion


@dataclass(frozen=True, slots=True)
class TenderParts:
    """The lots, questions and clauses of one tender, each in the order of its number."""

    lots: Sequence[Lot]
    questions: Sequence[Question]
    clauses: Sequence[Clause]


def parts_of(tender_id: UUID) -> TenderParts:
    """Three queries, whatever the number of parts."""
    return TenderParts(*(_numbered(part, tender_id) for part in (Lot, Question, Clause)))


def _numbered(part: Any, tender_id: UUID) -> Sequence[Any]:
    found: Sequence[Any] = session.scalars(
        select(part).where(part.tender_id == tender_id).order_by(part.number)
    ).all()
    return found


def versions_of(tender_id: UUID) -> Sequence[TenderVersion]:
    """Every published version, the first one first."""
    found: Sequence[TenderVersion] = session.scalars(
        select(TenderVersion)
        .where(TenderVersion.tender_id == tender_id)
        .order_by(TenderVersion.number)
    ).all()
    return found
