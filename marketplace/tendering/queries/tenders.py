"""Of what parts is a tender, and which versions of it were published?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, false, select
from sqlalchemy.orm import aliased, join

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.organisations.queries.people import names_of_people, people_of
from marketplace.tendering.models.tenders import (
    Clause,
    Condition,
    Lot,
    Numbered,
    Question,
    Tender,
    TenderVersion,
    tenders_visible_to,
)
from marketplace.tendering.queries.declarations import declarations_of


@dataclass(frozen=True, slots=True)
class TenderParts:
    """The lots, questions, clauses and conditions of one tender, each in the order of its number."""

    lots: Sequence[Lot]
    questions: Sequence[Question]
    clauses: Sequence[Clause]
    conditions: Sequence[Condition]


def tender_seen_by(actor: Actor, tender_id: UUID) -> Select[Tender]:
    """One tender, where this person may read it."""
    return tenders_visible_to(actor).where(Tender.id == tender_id)


def parts_of(tender_id: UUID) -> TenderParts:
    """One query, whatever the number of parts."""
    rows = session.execute(_parts(), {"tender": tender_id}).all()
    lots, questions, clauses, conditions = (
        sorted(filter(None, column), key=lambda part: part.number)
        for column in (zip(*rows, strict=True) if rows else ((), (), (), ()))
    )
    return TenderParts(lots, questions, clauses, conditions)


@cache
def _parts() -> Select[Lot, Question, Clause, Condition]:
    """Rows of one of the four each: four short lists in one question."""
    lots, questions, clauses = _of_tender(Lot), _of_tender(Question), _of_tender(Clause)
    conditions = _of_tender(Condition)
    rows = join(lots, questions, false(), full=True)
    for more in (clauses, conditions):
        rows = join(rows, more, false(), full=True)
    return select(lots, questions, clauses, conditions).select_from(rows)


def _of_tender(part: type[Numbered]) -> type[Numbered]:
    return aliased(part, select(part).where(part.tender_id == bindparam("tender")).subquery())


def tender_of(tender_id: UUID) -> Tender:
    """The tender that a row names."""
    return session.get_one(Tender, tender_id)


def has_tender(buyer_ids: Iterable[UUID | None]) -> bool:
    """Whether one of these organisations has a tender, a draft too: one query."""
    wanted = select(Tender.id).where(Tender.buyer_id.in_(list(buyer_ids)))
    return session.scalar(select(wanted.exists())) is True


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


def undeclared_buyers(tender: Tender) -> dict[UUID, str]:
    """The names of those who buy for its buyer and have declared no interests in it (s83)."""
    people = set(people_of([tender.buyer_id], Role.BUYER))
    return names_of_people(people - set(declarations_of([tender.id])[tender.id]))
