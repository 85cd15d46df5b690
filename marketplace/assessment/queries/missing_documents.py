"""What is there and what is missing of the documents that a tender asked for, bid by bid?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.models.bids import Bid, BidFile
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Question, Tender
from marketplace.tendering.queries.drafts import is_under_the_act
from marketplace.tendering.queries.tenders import tender_of
from procurement.assessment.missing_document import MissingState
from procurement.tendering.attachment import AttachmentAsked


@dataclass(frozen=True, slots=True)
class Standing:
    """One document that a question asks for, as it stands in one bid."""

    question: Question
    place: int
    """Which of the documents of the question, from 0."""
    files: Sequence[BidFile]
    missing: MissingDocument | None
    """What became of it where it was asked for, or gone without, after the opening."""

    @property
    def asked(self) -> AttachmentAsked:
        return self.question.asked[self.place]


def standings_of(
    bid: Bid,
    questions: Sequence[Question],
    files: Iterable[BidFile],
    late: Iterable[MissingDocument],
) -> list[Standing]:
    """Each document that the tender asks for, as it stands in a bid."""
    there = [row for row in files if row.bid_id == bid.id]
    known = {(row.question_id, row.asked): row for row in late if row.bid_id == bid.id}
    return [
        Standing(
            question,
            place,
            [row for row in there if (row.question_id, row.asked) == (question.id, place)],
            known.get((question.id, place)),
        )
        for question in questions
        for place in range(len(question.asked))
    ]


def completeness_of(assessment: Assessment) -> list[tuple[Bid, list[Standing]]]:
    """Of each bid that was opened, every document that the tender asks for; one query."""
    late = missing_of(bid.id for bid in assessment.bids)
    return [
        (bid, standings_of(bid, assessment.questions, assessment.files, late))
        for bid in assessment.bids
    ]


def missing_of(bid_ids: Iterable[UUID]) -> Sequence[MissingDocument]:
    """What was asked for, or gone without, of these bids."""
    return session.scalars(
        select(MissingDocument)
        .where(MissingDocument.bid_id.in_(list(bid_ids)))
        .order_by(MissingDocument.id)
        .execution_options(populate_existing=True)
    ).all()


def accepted_late(bid_id: UUID) -> list[MissingDocument]:
    """What of a bid was handed in late and accepted: the panel reads it beside the answers."""
    return [row for row in missing_of([bid_id]) if row.state is MissingState.ACCEPTED]


@dataclass(frozen=True, slots=True)
class AskedOfBidder:
    """A document as its bidder reads it."""

    missing: MissingDocument
    tender: Tender
    question: Question

    @property
    def asked(self) -> AttachmentAsked:
        return self.question.asked[self.missing.asked]

    @property
    def under_the_act(self) -> bool:
        return is_under_the_act(self.tender)


def asked_of_bidder(row: MissingDocument) -> AskedOfBidder:
    """With the tender and the question that it belongs to."""
    bid = session.get_one(Bid, row.bid_id)
    return AskedOfBidder(row, tender_of(bid.tender_id), session.get_one(Question, row.question_id))
