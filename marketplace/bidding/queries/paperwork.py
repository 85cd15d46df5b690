"""How much paper does a draft ask for, beside what was asked and managed here before?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium
from marketplace.engine import db
from marketplace.organisations.models.documents import Document
from marketplace.tendering.models.tenders import Clause, Condition, Question, Tender
from marketplace.tendering.queries.tender_documents import SUBJECT
from procurement.bidding.bid import BidState
from procurement.ground.calendar import london_day
from procurement.tendering.paperwork import (
    ConsortiumTime,
    Counted,
    Paperwork,
    consortium_time,
    counted,
)

_NEWEST = 200
"""So many tenders, and consortia, are looked at."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of paperwork of a draft."""

    counted: Sequence[Counted]
    known: int
    """How many tenders were answered here."""
    consortia: ConsortiumTime

    @property
    def is_begun(self) -> bool:
        """Whether the draft asks for anything yet."""
        return any(row.asked for row in self.counted)


def paperwork_of(tender: Tender, today: date) -> Budget:
    """Three queries. Only bids that are opened are counted: until then nobody knows of them."""
    [asked] = _paperwork([tender.id])
    answered = db.session.scalars(
        select(Tender.id)
        .where(
            Tender.id != tender.id,
            select(Bid.id).where(Bid.tender_id == Tender.id, Bid.state == BidState.OPENED).exists(),
        )
        .order_by(Tender.id.desc())
        .limit(_NEWEST)
    ).all()
    before = _paperwork(answered)
    given = (london_day(tender.closes_at) - today).days if tender.closes_at else None
    return Budget(counted(asked, before), len(before), consortium_time(_days_taken(), given))


def _paperwork(tender_ids: Sequence[UUID]) -> list[Paperwork]:
    def count(model: type[Question] | type[Clause] | type[Condition]) -> ScalarSelect[int]:
        return (
            select(func.count()).where(model.tender_id == Tender.id).correlate(Tender)
        ).scalar_subquery()

    words = select(func.coalesce(func.sum(Question.word_limit), 0)).where(
        Question.tender_id == Tender.id
    )
    files = select(func.coalesce(func.sum(func.jsonb_array_length(Question.attachments)), 0)).where(
        Question.tender_id == Tender.id
    )
    documents = select(func.count()).where(
        Document.subject == SUBJECT, Document.subject_id == Tender.id
    )
    rows = db.session.execute(
        select(
            count(Question),
            words.correlate(Tender).scalar_subquery(),
            documents.correlate(Tender).scalar_subquery(),
            count(Clause),
            Tender.estimate,
            count(Condition),
            files.correlate(Tender).scalar_subquery(),
        ).where(Tender.id.in_(tender_ids))
    )
    return [Paperwork(*row) for row in rows]


def _days_taken() -> list[int]:
    """Of each consortium whose bid was opened: from coming together to the bid that counts."""
    began, came = db.london_day_of(Consortium.created_at), db.london_day_of(Bid.submitted_at)
    return list(
        db.session.scalars(
            select(came - began)
            .join(Consortium, Consortium.id == Bid.consortium_id)
            .where(Bid.state == BidState.OPENED, Bid.submitted_at.is_not(None))
            .order_by(Bid.id.desc())
            .limit(_NEWEST)
        )
    )
