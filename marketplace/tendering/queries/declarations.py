"""What did each person declare last in a procurement?"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.tendering.models.declarations import InterestDeclaration
from procurement.ground.refusal import Refusal
from procurement.tendering.conflict import Declaration, assessment_faults

ByPerson = dict[UUID, InterestDeclaration]


def declarations_of(tender_ids: Iterable[UUID]) -> dict[UUID, ByPerson]:
    """The last declaration of each person, by tender, in the order they were made."""
    last: dict[UUID, ByPerson] = defaultdict(dict)
    for row in session.scalars(
        select(InterestDeclaration)
        .where(InterestDeclaration.tender_id.in_(list(tender_ids)))
        .order_by(InterestDeclaration.declared_at, InterestDeclaration.id)
    ):
        last[row.tender_id][row.person_id] = row
    return last


def declared(row: InterestDeclaration | None) -> Declaration | None:
    """A declaration as the rules look at it; None where there is none."""
    if row is None:
        return None
    return Declaration(row.person_id, row.interest, row.about, row.mitigation, row.declared_at)


def conflict_faults(tender_id: UUID, publisher: UUID) -> list[Refusal]:
    """What the conflicts assessment lacks before a tender is published by this person."""
    rows = declarations_of([tender_id])[tender_id].values()
    return assessment_faults([publisher], [told for row in rows if (told := declared(row))])
