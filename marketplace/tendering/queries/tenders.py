"""Of what parts is a tender, and which versions of it were published?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import (
    Clause,
    Lot,
    Numbered,
    Question,
    Tender,
    TenderVersion,
    tenders_visible_to,
)


@dataclass(frozen=True, slots=True)
class TenderParts:
    """The lots, questions and clauses of one tender, each in the order of its number."""

    lots: Sequence[Lot]
    questions: Sequence[Question]
    clauses: Sequence[Clause]


def tender_seen_by(actor: Actor, tender_id: UUID) -> Select[Tender]:
    """One tender, where this person may read it."""
    return tenders_visible_to(actor).where(Tender.id == tender_id)


def parts_of(tender_id: UUID) -> TenderParts:
    """Three queries, whatever the number of parts."""
    return TenderParts(
        _numbered(Lot, tender_id), _numbered(Question, tender_id), _numbered(Clause, tender_id)
    )


def _numbered(part: type[Numbered], tender_id: UUID) -> Sequence[Numbered]:
    rows: Sequence[Numbered] = session.scalars(_parts(part), {"tender": tender_id}).all()
    return rows


@cache
def _parts(part: type[Numbered]) -> Select[Any]:
    return select(part).where(part.tender_id == bindparam("tender")).order_by(part.number)


def tender_of(tender_id: UUID) -> Tender:
    """The tender that a row names."""
    return session.get_one(Tender, tender_id)


def last_version_of(tender_id: UUID) -> TenderVersion:
    """What is published now."""
    return session.scalars(
        select(TenderVersion)
        .where(TenderVersion.tender_id == tender_id)
        .order_by(TenderVersion.number.desc())
        .limit(1)
    ).one()


def versions_of(tender_id: UUID) -> Sequence[TenderVersion]:
    """Every published version, the first one first."""
    return session.scalars(
        select(TenderVersion)
        .where(TenderVersion.tender_id == tender_id)
        .order_by(TenderVersion.number)
    ).all()
